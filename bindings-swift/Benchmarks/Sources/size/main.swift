// The least that links the library: for measuring what an app grows by.

import Keyhelm

print(try await Client(.bousol, apiKey: "sk_test_EXAMPLE").keys.verify().outcome)

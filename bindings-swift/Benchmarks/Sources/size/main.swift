// The least that links the library: for measuring what an app grows by.

import Keyhelm

print(try Client(.bousol, apiKey: "sk_test_EXAMPLE"))

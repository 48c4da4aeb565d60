/// Makes a call that ends with its task: at once where the task is cancelled already.
func perform<Answer>(_ call: (RawCancel) async throws -> Answer) async throws -> Answer {
    try Task.checkCancellation()
    do {
        let cancel = try RawCancel()
        return try await withTaskCancellationHandler {
            try await call(cancel)
        } onCancel: {
            try? cancel.cancel()
        }
    } catch {
        throw KeyhelmError.translated(error)
    }
}

/// Does what needs no network.
func locally<Answer>(_ work: () throws -> Answer) throws -> Answer {
    do {
        return try work()
    } catch {
        throw KeyhelmError.translated(error)
    }
}

// The other end of the administration socket.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/result.h"
#include "gateway/admin/operations.h"

namespace syncgate::admin {

// One connection, kept for many calls; after one that broke, or that the server ended, the next
// call makes a new one. One thread at a time.
class AdminClient {
  public:
    // Errors: kUnavailable (nobody listens).
    static Result<std::unique_ptr<AdminClient>> connect(const std::filesystem::path& socket);
    ~AdminClient();

    // As Operations::run in the server. Errors: its own; kTooLarge (a body over
    // limits::kMessageBytes); kUnavailable when the connection breaks.
    Result<std::string> run(const Call& call);

  private:
    struct State;
    explicit AdminClient(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace syncgate::admin

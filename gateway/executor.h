// Where an operation is carried out: in this process while the store is free, else by the server
// that holds it.
#pragma once

#include <filesystem>
#include <memory>

#include "base/clock.h"
#include "base/log.h"
#include "gateway/admin/admin_client.h"
#include "gateway/admin/operations.h"
#include "store/store.h"

namespace syncgate {

class Executor {
  public:
    // `database`: as given, "" for what the folder remembers. Errors: kNotFound (no such folder),
    // kConflict (the store is held by a process that answers no calls; the detail names its pid),
    // kUnavailable.
    static Result<std::unique_ptr<Executor>> open(const std::filesystem::path& data,
                                                  const std::string& database = "");

    Result<std::string> run(const admin::Call& call);
    // Whether a server carries it out.
    [[nodiscard]] bool is_remote() const { return client_ != nullptr; }

  private:
    SystemClock clock_;
    NullLog log_;
    std::unique_ptr<store::Store> store_;
    std::unique_ptr<admin::Operations> operations_;
    std::unique_ptr<admin::AdminClient> client_;
};

}  // namespace syncgate

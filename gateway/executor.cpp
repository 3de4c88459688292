#include "gateway/executor.h"

#include <chrono>
#include <system_error>
#include <thread>

#include "gateway/store_place.h"

namespace syncgate {
namespace {

// Another command may hold the store for a moment, or a server may be starting.
constexpr int kTries = 100;
constexpr std::chrono::milliseconds kBetween{100};

}  // namespace

Result<std::unique_ptr<Executor>> Executor::open(const std::filesystem::path& data,
                                                 const std::string& database) {
    if (std::error_code error; !std::filesystem::is_directory(data, error)) {
        return Error{ErrorCode::kNotFound, "no data folder " + data.string() +
                                               "; make it with mkdir, or give --data DIR"};
    }
    auto in = database_of(data, database);
    if (!in) {
        return in.error();
    }
    auto executor = std::make_unique<Executor>();
    Error held{ErrorCode::kConflict, ""};
    for (int i = 0; i < kTries; ++i) {
        auto opened =
            store::Store::open(data, {executor->clock_, executor->log_, nullptr, 0, {}, *in});
        if (opened) {
            executor->store_ = *std::move(opened);
            executor->operations_ = std::make_unique<admin::Operations>(*executor->store_, nullptr);
            return executor;
        }
        if (opened.error().code != ErrorCode::kConflict) {
            return opened.error();
        }
        held = opened.error();
        if (auto client = admin::AdminClient::connect(data / "socket")) {
            executor->client_ = *std::move(client);
            return executor;
        }
        std::this_thread::sleep_for(kBetween);
    }
    return held;
}

Result<std::string> Executor::run(const admin::Call& call) {
    return client_ != nullptr ? client_->run(call) : operations_->run(call);
}

}  // namespace syncgate

// What other gateways on the same database committed: NOTIFY, heard on a session of its own.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/log.h"
#include "model/change_listener.h"
#include "store/scope.h"

namespace syncgate::store::postgres {

// What is said of a commit; `gateway` is who says it, so that it does not hear itself. Each is
// short enough for a NOTIFY (8,000 bytes).
std::vector<std::string> change_notices(std::string_view gateway, const Scope& scope);
std::string credentials_notice(std::string_view gateway, AccountId account);
std::string regime_notice(std::string_view gateway);

// Tells `listener` what a notice says; nothing when it is the gateway's own, or none of ours.
void hear(std::string_view notice, std::string_view gateway, ChangeListener& listener);

inline constexpr const char* kChannel = "syncgate";

class Session;

// Listens until it is destroyed. When the session breaks it connects anew, each second, and then
// says that something may have been missed.
class Listener {
  public:
    // Listens when it returns. Throws StoreFailure. What is given outlives it.
    Listener(std::string conninfo, std::string gateway, ChangeListener& listener, Log& log);
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

  private:
    std::unique_ptr<Session> connected();
    void run(const std::stop_token& stop, std::unique_ptr<Session> session);
    // Until the session breaks or it is to stop.
    void hear_all(const std::stop_token& stop, Session& session);
    enum class Woken { kStop, kTime, kSocket };
    [[nodiscard]] Woken wait(const std::stop_token& stop, int socket, int milliseconds) const;

    const std::string conninfo_;
    const std::string gateway_;
    ChangeListener& listener_;
    Log& log_;
    int wake_;  // an eventfd: it is to stop
    std::jthread thread_;
};

}  // namespace syncgate::store::postgres

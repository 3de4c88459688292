#include "store/postgres/listener.h"

#include <array>
#include <cstdint>

#include <libpq-fe.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/text.h"
#include "store/failure.h"
#include "store/postgres/connection.h"

namespace syncgate::store::postgres {
namespace {

constexpr std::size_t kMostCollections = 300;  // of up to 20 digits each
constexpr std::string_view kCredentials = "credentials";
constexpr std::string_view kRegime = "regime";
constexpr int kReconnectMilliseconds = 1000;
// A server that vanished without a word is noticed by asking.
constexpr int kQuietMilliseconds = 30'000;

bool answers(Session& session) {
    try {
        session.define("SELECT 1");
        return true;
    } catch (const StoreFailure&) {
        return false;
    }
}

}  // namespace

std::vector<std::string> change_notices(std::string_view gateway, const Scope& scope) {
    std::vector<std::string> notices;
    std::size_t count = 0;
    for (const auto collection : scope.touched) {
        if (count++ % kMostCollections == 0) {
            notices.push_back(std::string(gateway) + " " + std::to_string(scope.account) + " " +
                              std::to_string(scope.modseq));
        }
        notices.back() += " " + std::to_string(collection);
    }
    return notices;
}

std::string credentials_notice(std::string_view gateway, AccountId account) {
    return std::string(gateway) + " " + std::string(kCredentials) + " " + std::to_string(account);
}

std::string regime_notice(std::string_view gateway) {
    return std::string(gateway) + " " + std::string(kRegime) + " 0";
}

void hear(std::string_view notice, std::string_view gateway, ChangeListener& listener) {
    const auto words = split(notice, ' ');
    if (words.size() < 3 || words[0] == gateway) {
        return;
    }
    if (words[1] == kCredentials) {
        if (const auto account = parse_uint(words[2])) {
            listener.credentials_changed(static_cast<AccountId>(*account));
        }
        return;
    }
    if (words[1] == kRegime) {
        listener.regime_changed();
        return;
    }
    const auto account = parse_uint(words[1]);
    const auto modseq = parse_uint(words[2]);
    for (std::size_t i = 3; account && modseq && i < words.size(); ++i) {
        if (const auto collection = parse_uint(words[i])) {
            listener.changed(static_cast<AccountId>(*account),
                             static_cast<CollectionId>(*collection), static_cast<Modseq>(*modseq));
        }
    }
}

Listener::Listener(std::string conninfo, std::string gateway, ChangeListener& listener, Log& log)
    : conninfo_(std::move(conninfo)),
      gateway_(std::move(gateway)),
      listener_(listener),
      log_(log),
      wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    try {
        auto session = connected();
        thread_ =
            std::jthread([this, held = std::move(session)](const std::stop_token& stop) mutable {
                run(stop, std::move(held));
            });
    } catch (...) {
        close(wake_);
        throw;
    }
}

Listener::~Listener() {
    thread_.request_stop();
    const std::uint64_t one = 1;
    (void)!write(wake_, &one, sizeof one);  // only a full counter fails: it is readable then
    thread_.join();
    close(wake_);
}

std::unique_ptr<Session> Listener::connected() {
    auto session = connect(conninfo_);
    session->define("LISTEN syncgate");
    return session;
}

void Listener::run(const std::stop_token& stop, std::unique_ptr<Session> session) {
    while (!stop.stop_requested()) {
        if (session != nullptr) {
            hear_all(stop, *session);
            session.reset();
            if (!stop.stop_requested()) {
                log_.warning("notices_lost");
            }
        }
        if (wait(stop, -1, kReconnectMilliseconds) == Woken::kStop) {
            return;
        }
        try {
            session = connected();
            log_.info("notices_back");
            listener_.missed();
        } catch (const StoreFailure&) {
            continue;  // it was said that they are lost; said again when they are back
        }
    }
}

void Listener::hear_all(const std::stop_token& stop, Session& session) {
    PGconn* handle = session.handle();
    for (;;) {
        const auto woken = wait(stop, PQsocket(handle), kQuietMilliseconds);
        if (woken == Woken::kStop || (woken == Woken::kTime && !answers(session)) ||
            PQconsumeInput(handle) == 0) {
            return;
        }
        while (PGnotify* notice = PQnotifies(handle)) {
            hear(notice->extra, gateway_, listener_);
            PQfreemem(notice);
        }
        if (session.is_lost()) {
            return;
        }
    }
}

Listener::Woken Listener::wait(const std::stop_token& stop, int socket, int milliseconds) const {
    std::array<pollfd, 2> watched{pollfd{wake_, POLLIN, 0}, pollfd{socket, POLLIN, 0}};
    const int ready = poll(watched.data(), socket < 0 ? 1 : 2, milliseconds);
    if (stop.stop_requested()) {
        return Woken::kStop;
    }
    return ready == 0 ? Woken::kTime : Woken::kSocket;
}

}  // namespace syncgate::store::postgres

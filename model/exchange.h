// A request and what becomes of it, free of sockets and of any HTTP library.
//
// A handler is a pure step: it looks at the request and the store, and gives a Reply, or Park when
// it must wait for a change. A parked exchange holds no thread, no request and no database
// connection: only the handler's own state of at most limits::kParkState bytes. On a wake a worker
// calls resume() with it. Order in a handler that may wait: watch, then look, then park; whatever
// happens after watch() wakes it, also before it has parked.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/paged_text.h"
#include "base/result.h"
#include "model/ids.h"

namespace syncgate {

// Fields in order; names compare without regard to case.
class Headers {
  public:
    using Field = std::pair<std::string, std::string>;

    void add(std::string name, std::string value) {
        fields_.emplace_back(std::move(name), std::move(value));
    }
    // The first field of that name, or null.
    [[nodiscard]] const std::string* find(std::string_view name) const;
    [[nodiscard]] const std::vector<Field>& fields() const { return fields_; }

  private:
    std::vector<Field> fields_;
};

// Who was let in.
struct Identity {
    AccountId account = 0;
    std::string address;      // the account's address, as stored
    std::string elsewhere{};  // the URL of the server that serves the account; "": it is this one
};

struct Peer {
    std::string address;  // numeric, of the client itself when a trusted proxy named it
    bool tls = false;
    bool local = false;  // came over the administration socket
};

// What a handler waits for.
struct Watch {
    AccountId account = 0;
    std::vector<CollectionId> collections;  // kHierarchy: folders, policies, devices
    // The newest exchange of a slot lives, an older one is woken with kSuperseded; "" for none.
    std::string slot;
};

// The handler's hold on the push hub; lives as long as the call that got it. Thread-safe.
class Waiting {
  public:
    virtual ~Waiting() = default;
    // Replaces an earlier watch of the same exchange.
    virtual void watch(const Watch& watch) = 0;
    // The last modseq published for a collection since this process started; nullopt when none was.
    [[nodiscard]] virtual std::optional<Modseq> highest(AccountId account,
                                                        CollectionId collection) const = 0;
};

struct Request {
    std::string method;
    std::string path;        // percent-decoded, without the query
    std::string raw_path{};  // the same as sent
    std::string query;       // as sent, without '?'
    Headers headers;
    PagedText body;  // whole, decoded; in memory, or mapped from its spool
    Identity who;
    std::string client;  // Handler::Terms::client, as its own handler named it
    Peer peer;
    Waiting* waiting = nullptr;  // borrowed; never null in a handler
};

// Bytes made while they are sent.
class BodySource {
  public:
    virtual ~BodySource() = default;
    // Appends up to about 64 KiB to `out`; nothing appended means the end. On a worker; must not
    // wait. An error breaks the connection off.
    virtual Result<void> read(std::string& out) = 0;
    // Of all that read() makes, where that is known before; a client sees how far it is.
    [[nodiscard]] virtual std::optional<std::uint64_t> size() const { return std::nullopt; }
};

struct Reply {
    int status = 200;
    Headers headers;  // without Content-Length, Transfer-Encoding, Date, Connection: http adds them
    std::variant<std::string, std::unique_ptr<BodySource>> body;
    // Shown in the request's log line: device, command, status, items.
    std::vector<std::pair<std::string_view, std::string>> notes;
    bool close = false;  // end the connection after it

    static Reply of(int status, std::string body = {}, std::string_view content_type = {});
};

struct Park {
    std::chrono::milliseconds wait{};  // from now; on resume, Park again counts from the resume
    std::string state;                 // what resume() needs; at most limits::kParkState bytes
};

using Outcome = std::variant<Reply, Park>;

enum class Wake {
    kChange,      // something watched has changed
    kDeadline,    // Park::wait is over
    kSuperseded,  // a newer exchange took the slot
    kPolicy,      // the account or device is no longer let in
    kClosing,     // the server stops: answer as the protocol allows
};

struct Parked {
    Identity who;
    Peer peer;
    std::string state;
    Waiting* waiting = nullptr;
    std::chrono::milliseconds left{};  // until the deadline
};

// Which queue an exchange waits in for a worker.
enum class WorkClass : std::uint8_t { kInteractive, kBulk, kSlow };

// Thread-safe. Called by workers, but for admit() and immediate(), which run on the event loop and
// must neither wait nor touch the store.
class Handler {
  public:
    virtual ~Handler() = default;

    struct Terms {
        std::size_t max_body = 64U << 10U;
        WorkClass work_class = WorkClass::kInteractive;
        std::string client;      // Login::client; "": http makes one from the user agent
        bool open = false;       // let in without a login, though its path needs one
        int switched_off = 403;  // the answer where the account is, once its password was right
    };
    // What this request may be, judged by its head (the body is empty).
    [[nodiscard]] virtual Terms admit(const Request& head) const;

    // An outcome that needs nothing but memory; nullopt sends the request to a worker.
    virtual std::optional<Outcome> immediate(Request& request);

    virtual Outcome handle(Request& request) = 0;

    // The default answers 503.
    virtual Outcome resume(Parked& parked, Wake why);
};

}  // namespace syncgate

// LMTP: mail from a mail server, answered for each recipient after it is durable.
// Source: RFC 2033; RFC 5321 for the commands, RFC 1870 SIZE, RFC 6152 8BITMIME, RFC 2920
// PIPELINING.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/paged_text.h"
#include "base/scratch.h"
#include "model/session.h"
#include "protocols/lmtp/path.h"
#include "store/change.h"
#include "store/directory.h"
#include "store/store.h"

namespace syncgate::lmtp {

struct Services {
    store::Store& store;
    const Clock& clock;
    Log& log;
    std::string hostname;
    std::atomic<std::uint64_t>* delivered = nullptr;  // counts; may be null
};

class LmtpSession final : public Session {
  public:
    LmtpSession(const Services& services, Peer peer)
        : services_(services), peer_(std::move(peer)) {}

    SessionReply open() override;
    SessionReply run(const Unit& unit) override;
    std::optional<SessionReply> run_at_once(const Unit& unit) override;
    std::string farewell(Wake why) override;

  private:
    struct Command;
    static const Command kCommands[];

    SessionReply run_line(const Unit& unit);
    std::optional<SessionReply> rcpt_at_once(std::string_view argument);
    std::optional<SessionReply> refuse_recipient(const std::optional<Path>& path) const;
    SessionReply add_recipient(const Result<store::AccountRecord>& account);
    SessionReply take_message(const Unit& unit);
    [[nodiscard]] std::string return_path() const;
    Result<PagedText> as_body(const PagedText& text, Scratch& apart) const;
    SessionReply answer_each(const std::function<std::string(AccountId)>& answer);
    std::string deliver_to(AccountId account, const store::NewObject& mail);

    SessionReply lhlo(std::string_view argument);
    SessionReply mail(std::string_view argument);
    SessionReply rcpt(std::string_view argument);
    SessionReply data(std::string_view argument);
    SessionReply rset(std::string_view argument);
    SessionReply noop(std::string_view argument);
    SessionReply vrfy(std::string_view argument);
    SessionReply quit(std::string_view argument);

    void reset();

    const Services& services_;
    Peer peer_;
    bool greeted_ = false;
    bool in_data_ = false;
    bool has_sender_ = false;
    std::string sender_;
    std::vector<AccountId> recipients_;
};

class LmtpFactory final : public SessionFactory {
  public:
    explicit LmtpFactory(Services services) : services_(std::move(services)) {}
    std::unique_ptr<Session> make(const Peer& peer) override {
        return std::make_unique<LmtpSession>(services_, peer);
    }

  private:
    Services services_;
};

}  // namespace syncgate::lmtp

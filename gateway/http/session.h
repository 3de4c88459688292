// One HTTP connection, request after request: head, login, body, work, parked, answer.
//
// On the connection's loop. While a worker has the exchange, the session only remembers what
// happens meanwhile; pipelined input waits in at most limits::kPipelined bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/http/answer.h"
#include "gateway/http/jobs.h"
#include "gateway/http/services.h"
#include "gateway/http/trail.h"
#include "gateway/net/connection.h"
#include "gateway/net/driver.h"
#include "gateway/net/progress.h"

namespace syncgate::http {

class HttpSession final : public net::Driver {
  public:
    HttpSession(net::Connection& connection, const Services& services, Audience audience)
        : connection_(connection), services_(services), audience_(audience) {}

    void opened() override;
    void received(std::string_view bytes) override;
    void ended() override;
    void drained() override;
    void timed_out() override;
    void delivered(std::unique_ptr<net::Payload> payload) override;
    void woken(Wake why) override;
    void stopping() override;
    void closed() override;

    // From workers, by their payloads.
    void logged_in(Result<Identity> who);
    void stepped(Step step);
    void pulled(std::unique_ptr<AnswerStream> stream, std::string bytes, bool sound);

  private:
    enum class State : std::uint8_t {
        kHead,    // waiting for a request, or in its head
        kLogin,   // a worker checks the password
        kBody,    // being received
        kWork,    // a worker has the exchange
        kParked,  // nobody has it
        kAnswer,  // being sent
        kDrop,    // the answer is out, the refused body is still coming in
        kLinger,  // half closed: until the peer has seen it
    };

    // -- session.cpp: what happens, and how long it may take
    std::string_view feed(std::string_view input);
    void proceed();  // with the input that was held back
    void bound_input();

    void park(std::unique_ptr<Trail> trail, Park park);
    void resume(Wake why);

    void await_request();
    [[nodiscard]] std::chrono::milliseconds patience(std::chrono::milliseconds usual) const;
    void await_progress(std::uint64_t mark);
    [[nodiscard]] bool too_slow(std::uint64_t now_at) const;

    // -- session_request.cpp
    bool take_head(std::string_view& input);
    bool take_body(std::string_view& input);
    void begin(std::string_view raw_head);
    Trail new_trail();
    void route();
    void check_login();
    void admitted();
    void dispatch();
    bool answer_at_once(push::HubWaiting& waiting);
    void submit();

    // -- session_answer.cpp
    void refuse(int status);
    void refuse(Reply reply);
    void refuse_and_close(int status);
    void respond(Reply reply);
    void answered(std::unique_ptr<Trail> trail, Answer answer);
    void send(std::string bytes);  // a piece, or all, and on to what follows
    bool charge(std::size_t bytes);
    void give_back_charge();
    void pull_more();
    void answer_sent();
    void begin_drop();
    bool drop(std::string_view& input);
    void half_close();

    net::Connection& connection_;
    const Services& services_;
    std::string held_;                    // input that is not yet due
    std::unique_ptr<Exchange> exchange_;  // kLogin, kBody
    std::unique_ptr<ParkedExchange> parked_;
    std::unique_ptr<Trail> trail_;          // kAnswer
    std::unique_ptr<AnswerStream> stream_;  // kAnswer, when a piece can be asked for
    net::Progress progress_;
    std::uint64_t drop_left_ = 0;  // of a refused body
    std::size_t charged_ = 0;      // for the answer, as long as it waits
    std::uint32_t scanned_ = 0;    // of held_, for the head's end
    std::optional<Wake> pending_;  // came before the exchange was parked
    Audience audience_;
    State state_ = State::kHead;
    bool ended_ = false;
    bool keep_alive_ = false;       // after this answer
    bool streaming_ = false;        // the answer has more to come
    bool body_left_ = false;        // the answer came before the body's end
    bool drop_to_the_end_ = false;  // drop_left_ is all of its rest: the connection goes on
};

// The driver of https, http and administration listeners.
class HttpDrivers final : public net::DriverFactory {
  public:
    HttpDrivers(const Services& services, Audience audience)
        : services_(services), audience_(audience) {}
    std::unique_ptr<net::Driver> make(net::Connection& connection) override {
        return std::make_unique<HttpSession>(connection, services_, audience_);
    }

  private:
    const Services& services_;
    Audience audience_;
};

}  // namespace syncgate::http

#include "gateway/admin/admin_client.h"

#include <chrono>

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/StreamCopier.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/limits.h"
#include "gateway/admin/admin_handler.h"

namespace syncgate::admin {

using SteadyClock = std::chrono::steady_clock;
using Session = Poco::Net::HTTPClientSession;

namespace {

// The server ends a connection that is idle for five minutes. The library would replace it by one
// to port 80, so it is told that connections live for ever, and we make them anew.
constexpr std::chrono::seconds kFresh{60};
constexpr int kPatience = 600;  // seconds; `check` reads everything

Result<std::unique_ptr<Session>> open_session(const std::filesystem::path& socket) {
    // A socket's path holds 107 bytes; through the open folder every path is short.
    const int folder = open(socket.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) {
        return Error{ErrorCode::kUnavailable, "no folder " + socket.parent_path().string()};
    }
    const std::string path =
        "/proc/self/fd/" + std::to_string(folder) + "/" + socket.filename().string();
    try {
        Poco::Net::StreamSocket stream;
        stream.connect(Poco::Net::SocketAddress(Poco::Net::SocketAddress::UNIX_LOCAL, path));
        close(folder);
        auto session = std::make_unique<Session>(stream);
        session->setKeepAlive(true);
        session->setKeepAliveTimeout(Poco::Timespan(10 * 365, 0, 0, 0, 0));
        session->setTimeout(Poco::Timespan(kPatience, 0));
        return session;
    } catch (const Poco::Exception& error) {
        close(folder);
        return Error{ErrorCode::kUnavailable, socket.string() + ": " + error.displayText()};
    }
}

// The body of the answer.
std::string exchange(Session& session, const Call& call, Poco::Net::HTTPResponse& response) {
    Poco::Net::HTTPRequest request("POST", "/admin/" + call.name + "?" + encode_query(call.values),
                                   "HTTP/1.1");
    request.setHost("localhost");
    request.setContentLength64(static_cast<Poco::Int64>(call.body.size()));
    auto& out = session.sendRequest(request);
    out.write(call.body.data(), static_cast<std::streamsize>(call.body.size()));
    auto& in = session.receiveResponse(response);
    std::string body;
    Poco::StreamCopier::copyToString(in, body);
    return body;
}

std::string status_line(const Poco::Net::HTTPResponse& response) {
    return std::to_string(response.getStatus()) + " " + response.getReason();
}

}  // namespace

struct AdminClient::State {
    std::filesystem::path socket;
    std::unique_ptr<Session> session;  // null: opened by the next call
    SteadyClock::time_point used = SteadyClock::now();
};

AdminClient::AdminClient(std::unique_ptr<State> state) : state_(std::move(state)) {}
AdminClient::~AdminClient() = default;

Result<std::unique_ptr<AdminClient>> AdminClient::connect(const std::filesystem::path& socket) {
    auto session = open_session(socket);
    if (!session) {
        return session.error();
    }
    auto state = std::make_unique<State>(State{socket, *std::move(session)});
    return std::unique_ptr<AdminClient>(new AdminClient(std::move(state)));
}

Result<std::string> AdminClient::run(const Call& call) {
    if (call.body.size() > limits::kMessageBytes) {  // the server would refuse it unread
        return Error{ErrorCode::kTooLarge, "over the limit of a message"};
    }
    if (state_->session == nullptr || SteadyClock::now() - state_->used > kFresh) {
        auto session = open_session(state_->socket);
        if (!session) {
            return session.error();
        }
        state_->session = *std::move(session);
    }
    state_->used = SteadyClock::now();
    try {
        Poco::Net::HTTPResponse response;
        std::string body = exchange(*state_->session, call, response);
        if (!response.getKeepAlive()) {
            state_->session.reset();
        }
        if (response.getStatus() != Poco::Net::HTTPResponse::HTTP_OK) {
            // The server itself answers so, before the operation: with no more than a number.
            return Error{code_of(response.getStatus()), body.empty() ? "the server answers " +
                                                                           status_line(response) +
                                                                           "; try again in a while"
                                                                     : body};
        }
        return body;
    } catch (const Poco::Exception& error) {
        state_->session.reset();  // what is left on it belongs to this call
        return Error{ErrorCode::kUnavailable, "the server's socket: " + error.displayText()};
    }
}

}  // namespace syncgate::admin

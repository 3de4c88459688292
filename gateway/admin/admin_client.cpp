#include "gateway/admin/admin_client.h"

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/StreamCopier.h>
#include <fcntl.h>
#include <unistd.h>

#include "gateway/admin/admin_handler.h"

namespace syncgate::admin {

struct AdminClient::State {
    explicit State(const Poco::Net::StreamSocket& socket) : session(socket) {
        session.setKeepAlive(true);
        session.setTimeout(Poco::Timespan(600, 0));
    }
    Poco::Net::HTTPClientSession session;
};

AdminClient::AdminClient(std::unique_ptr<State> state) : state_(std::move(state)) {}
AdminClient::~AdminClient() = default;

Result<std::unique_ptr<AdminClient>> AdminClient::connect(const std::filesystem::path& socket) {
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
        return std::unique_ptr<AdminClient>(new AdminClient(std::make_unique<State>(stream)));
    } catch (const Poco::Exception& error) {
        close(folder);
        return Error{ErrorCode::kUnavailable, socket.string() + ": " + error.displayText()};
    }
}

Result<std::string> AdminClient::run(const Call& call) {
    try {
        Poco::Net::HTTPRequest request(
            "POST", "/admin/" + call.name + "?" + encode_query(call.values), "HTTP/1.1");
        request.setHost("localhost");
        request.setContentLength64(static_cast<Poco::Int64>(call.body.size()));
        auto& out = state_->session.sendRequest(request);
        out.write(call.body.data(), static_cast<std::streamsize>(call.body.size()));
        Poco::Net::HTTPResponse response;
        auto& in = state_->session.receiveResponse(response);
        std::string body;
        Poco::StreamCopier::copyToString(in, body);
        if (response.getStatus() != Poco::Net::HTTPResponse::HTTP_OK) {
            return Error{code_of(response.getStatus()), body};
        }
        return body;
    } catch (const Poco::Exception& error) {
        return Error{ErrorCode::kUnavailable, "the server's socket: " + error.displayText()};
    }
}

}  // namespace syncgate::admin

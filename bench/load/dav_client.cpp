#include "bench/load/dav_client.h"

#include <stdexcept>

#include "base/base64.h"
#include "bench/load/cards.h"
#include "bench/load/phone.h"

namespace syncgate::bench {

DavClient::DavClient(const Server& server, const std::string& address)
    : connection_(server.https()),
      book_("/dav/addressbooks/" + address + "/default/"),
      authorization_(base64_encode(address + ":" + std::string(kPassword))) {}

std::string DavClient::ask(const std::string& method, const std::string& path,
                           const std::string& body, int status, const std::string& more) {
    connection_.send(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic " +
                     authorization_ + "\r\n" + more +
                     "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    auto response = connection_.receive();
    if (response.status != status) {
        throw std::runtime_error(method + " " + path + ": " + std::to_string(response.status));
    }
    return std::move(response.body);
}

void DavClient::put(int number, int revision, int status) {
    ask("PUT", book_ + card_name(number), make_card(number, revision), status);
}

std::string DavClient::report(const std::string& name, const std::string& inside) {
    return ask("REPORT", book_,
               "<" + name + " xmlns=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:carddav\">" + inside +
                   "</" + name + ">",
               207, "Depth: 1\r\n");
}

std::string DavClient::sync(const std::string& token) {
    const std::string answer = report(
        "sync-collection",
        "<sync-token>" + token + "</sync-token><sync-level>1</sync-level><prop><getetag/></prop>");
    const std::string open = "<D:sync-token>";
    const auto at = answer.rfind(open) + open.size();
    return answer.substr(at, answer.find('<', at) - at);
}

}  // namespace syncgate::bench

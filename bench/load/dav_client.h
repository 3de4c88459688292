// A CardDAV client as the benchmarks need it: one connection to an account's default address book.
#pragma once

#include <string>

#include "bench/load/server.h"
#include "bench/load/tls_client.h"

namespace syncgate::bench {

class DavClient {
  public:
    DavClient(const Server& server, const std::string& address);

    // The path of the book.
    [[nodiscard]] const std::string& book() const { return book_; }

    // The body of the answer. Throws unless it has the status. `more`: lines of the head, each with
    // its CRLF.
    std::string ask(const std::string& method, const std::string& path, const std::string& body,
                    int status, const std::string& more = "");
    // The card of this number (bench/load/cards.h).
    void put(int number, int revision, int status);
    // "name" with CardDAV's namespace as C.
    std::string report(const std::string& name, const std::string& inside);
    // The sync-token that is given for this one.
    std::string sync(const std::string& token);

  private:
    TlsClient connection_;
    std::string book_, authorization_;
};

}  // namespace syncgate::bench

// A WebDAV client of the default address book, as DAVx5 is one: it keeps a copy by sync-collection
// and writes under the entity tags that it knows.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/twin/phone.h"

namespace syncgate::twin {

struct Resource {
    std::string etag, text;
};

struct DavReply {
    int status = 0;
    std::string etag, body;
};

class DavClient {
  public:
    // `property`: what it alone writes into cards.
    explicit DavClient(std::string property) : property_(std::move(property)) {}

    // One page of at most `limit` resources (0: all), and the cards that it names; `lose` drops the
    // page on the way. Whether more is to come. A token that is refused starts anew.
    bool sync(const Server& server, int limit, bool lose);

    // Under the tag that it knows; "" for a resource that it makes. Changes nothing here.
    DavReply put(const Server& server, const std::string& name, const std::string& text) const;
    DavReply remove(const Server& server, const std::string& name) const;

    [[nodiscard]] const std::string& property() const { return property_; }

    // What it has, by name.
    [[nodiscard]] const std::map<std::string, Resource>& cards() const { return cards_; }
    // The same in the order in which it came: names that the server makes are of chance.
    [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
    void keep(const std::string& name, Resource card);
    void forget(const std::string& name);

  private:
    void take(const Server& server, const std::string& page);

    std::string property_;
    std::string token_;
    std::map<std::string, Resource> cards_;
    std::vector<std::string> names_;
};

}  // namespace syncgate::twin

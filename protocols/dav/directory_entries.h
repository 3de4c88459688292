// The directory as a book that nobody writes: those whom the address list of phones shows, the
// enabled accounts of one's own domain, each a card that is made when it is asked for.
// Source: RFC 6352 7.1.2; draft-daboo-carddav-directory-gateway.
#pragma once

#include <string>
#include <vector>

#include "protocols/dav/context.h"

namespace syncgate::dav {

struct Entry {
    Node node;  // kEntry
    std::string text;
};

// The name of an account's card, as a segment of a path has it.
std::string entry_name(const BookClass& books, std::string_view address);
// Whether the one who asks sees people of the address's domain.
bool is_of_own_domain(const Owner& viewer, std::string_view address);

// The card of a name. Errors: kNotFound, kUnavailable.
Result<Entry> find_entry(const Context& context, const BookClass& books, std::string_view name);

struct FoundEntries {
    std::vector<Entry> entries;  // by name
    bool complete = true;
};

// Those whose name, or address before the @, has words that begin with all of one list's, at most
// 1,000 of each list. Errors: kUnavailable.
Result<FoundEntries> find_entries(const Context& context, const BookClass& books,
                                  const std::vector<Beginnings>& sought);

// PROPFIND of the directory or of a card. Errors: as of find_entry().
Result<Reply> describe_entry(const Context& context, Depth depth, const PropertyRequest& wanted);

}  // namespace syncgate::dav

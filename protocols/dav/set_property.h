// What clients may say of a collection: any property that is none of the table's, kept as it came,
// and its name.
//
// Source: RFC 4918 4 and 9.2, RFC 5689 (MKCOL with properties). Other protocols show the name of a
// collection too, so that it must be one that a folder can have: the fixed ones are called
// otherwise by WebDAV alone, and another gets a number behind a name that is taken.
#pragma once

#include <string>
#include <vector>

#include "model/exchange.h"
#include "protocols/dav/node.h"
#include "store/change.h"

namespace syncgate::dav {

struct PropertyChange {
    xml::Element property;  // with the language that it is in
    bool removes = false;
};

// The DAV:set and DAV:remove of a request in their order. Errors: kMalformed.
Result<std::vector<PropertyChange>> parse_changes(const xml::Element& root);

// Whether a client may say so of a collection: 200, 403 (it is none that clients set), 507 (it is
// too long).
int check_said(xml::Name name, const std::string& value);

// Of a book, an item of one, a folder or a file. 200, 403 (it is not for clients to set), 409 (no
// name for a folder), 507 (a limit).
int set_property(store::Change& change, const Node& node, const PropertyChange& wanted);
int set_property(store::Change& change, CollectionId collection, const PropertyChange& wanted);

// The answer's DAV:propstat of each; where one failed, the others failed with it (424).
struct Outcome {
    xml::Name name;
    int status = 200;
};
void write_outcomes(std::vector<Outcome> outcomes, xml::Writer& out);
// That of a MKCOL which failed for them. Source: RFC 5689 3.
Reply mkcol_outcomes(std::vector<Outcome> outcomes);
bool all_succeeded(const std::vector<Outcome>& outcomes);

// A name that a new folder of the class can have: the wanted one, or with a number behind it.
// Errors: kMalformed, kTooLarge.
Result<std::string> free_name(const store::Snapshot& snapshot, ItemClass item_class,
                              CollectionId moved, CollectionId parent, const std::string& wanted);

}  // namespace syncgate::dav

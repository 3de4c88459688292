// The properties of WebDAV, in one table: where each is, what it says, whether allprop has it.
//
// Those that clients set are kept with their collection and given back as they came; see
// set_property.h.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "protocols/dav/names.h"
#include "protocols/dav/node.h"
#include "store/invitations.h"
#include "store/quota.h"

namespace syncgate::dav {

struct PushOffer;

// What somebody lets others see of his, by collection.
using Grants = std::map<CollectionId, std::vector<store::Share>>;

// What he invites others to.
using Invitations = std::vector<store::Invitation>;

// Whom somebody sees: himself, and who has a group in common with him.
struct People {
    std::vector<store::GroupOfMembers> groups;  // by name

    // Null where he sees none such.
    [[nodiscard]] const store::Member* find(std::string_view address) const;
    [[nodiscard]] const store::Member* find(AccountId account) const;
    [[nodiscard]] const store::GroupOfMembers* find_group(std::string_view name) const;
    // Each once, by address.
    [[nodiscard]] std::vector<const store::Member*> all() const;
};

// What properties are read from, besides the node.
struct View {
    Owner owner;
    store::Usage usage;
    // Of the one who asks; null where nothing asks for them.
    std::shared_ptr<const Grants> grants{};
    std::shared_ptr<const Invitations> invited{};
    std::shared_ptr<const People> people{};
    const store::Snapshot* snapshot = nullptr;  // borrowed; null: of items nothing is said
    const PushOffer* push = nullptr;            // null: not offered
};

// What it takes besides an account's snapshot: bits.
enum Needs : unsigned { kNoNeeds = 0, kNeedsGrants = 1, kNeedsPeople = 2 };

struct PropertyRow {
    xml::Name name;
    unsigned kinds;           // where: a bit of each Kind
    bool in_allprop = false;  // Source: RFC 4918 9.1, RFC 6352 6.2, ...: only the old ones are
    void (*write)(const View&, const Node&, xml::Writer&);  // what is inside of it
    bool (*is_there)(const View&, const Node&) = nullptr;   // null: wherever `kinds` says
    unsigned needs = kNoNeeds;
};

// Null for one that is none of ours.
const PropertyRow* find_property(xml::Name name);
bool has_property(const PropertyRow& row, const View& view, const Node& node);

// Which properties a request wants.
class PropertyRequest {
  public:
    // Of PROPFIND: `root` null is allprop. Errors: kMalformed.
    static Result<PropertyRequest> parse(const xml::Element* root);
    // Of a report's DAV:prop, which is null for none; `books` gives its class's data in the form
    // that is asked for.
    static Taken<PropertyRequest> parse_report(const xml::Element* prop, const BookClass* books);
    // These alone.
    static PropertyRequest of(std::vector<xml::Name> names);

    [[nodiscard]] bool wants_data() const { return data_ != nullptr; }
    // Whether it asks for what is none of the table's: what clients said.
    [[nodiscard]] bool wants_said() const;
    // What of View it takes to say what is wanted: Needs.
    [[nodiscard]] unsigned needs() const;

    // One DAV:response; `text`: the item's, where it is wanted.
    void respond(const View& view, const Node& node, bool minimal, const std::string* text,
                 xml::Writer& out) const;
    // Those that are there, within an open DAV:prop.
    void write_found(const View& view, const Node& node, const std::string* text,
                     xml::Writer& out) const;
    [[nodiscard]] std::vector<xml::Name> missing(const View& view, const Node& node,
                                                 const std::string* text) const;

  private:
    enum class Mode : std::uint8_t { kAll, kNames, kListed };
    struct Wanted {
        std::string ns, local;
        const PropertyRow* row = nullptr;
        [[nodiscard]] xml::Name name() const { return {ns, local}; }
    };
    void want(xml::Name name);
    void write_all(const View& view, const Node& node, xml::Writer& out) const;

    Mode mode_ = Mode::kListed;
    std::vector<Wanted> wanted_;
    std::unique_ptr<DataForm> data_;
    xml::Name data_name_;
};

// An open DAV:response is given a DAV:propstat.
void open_propstat(xml::Writer& out);
void close_propstat(xml::Writer& out, int status);

}  // namespace syncgate::dav

#include "tests/twin/card_world.h"

#include <algorithm>

#include "base/text.h"
#include "formats/vcard/card.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/items/contact.h"
#include "protocols/activesync/sync/server_id.h"
#include "tests/twin/violation.h"

namespace syncgate::twin {
namespace {

using wbxml::Element;
namespace air_sync = wbxml::air_sync;
namespace base = wbxml::air_sync_base;
namespace contacts = wbxml::contacts;
namespace contacts2 = wbxml::contacts2;

constexpr int kAll = 1'000'000;
constexpr std::size_t kCrowded = 25;

// What the devices' users write, FileAs first: who ghosts it is not told when it follows a name.
constexpr wbxml::Tag kTags[] = {contacts::kFileAs,
                                contacts::kLastName,
                                contacts::kFirstName,
                                contacts::kCompanyName,
                                contacts::kJobTitle,
                                contacts::kEmail1Address,
                                contacts::kEmail2Address,
                                contacts::kMobilePhoneNumber,
                                contacts::kHomePhoneNumber,
                                contacts::kHome2PhoneNumber,
                                contacts::kBusinessPhoneNumber,
                                contacts::kWebPage,
                                contacts::kSpouse,
                                contacts::kBirthday,
                                contacts::kBusinessAddressCity,
                                contacts::kCategories,
                                contacts::kChildren,
                                contacts2::kNickName,
                                contacts2::kCustomerId,
                                contacts::kBody,
                                base::kBody};
constexpr std::span kAllTags(kTags);
constexpr std::span kGhostingTags = kAllTags.subspan(1);

// What the user of an old device that ghosts never saw there.
constexpr wbxml::Tag kGhosted[] = {contacts::kFileAs,   contacts::kJobTitle, contacts::kWebPage,
                                   contacts::kSpouse,   contacts::kChildren, contacts::kBirthday,
                                   contacts2::kNickName};

template <class Tags>
bool has(const Tags& tags, wbxml::Tag tag) {
    return std::find(std::begin(tags), std::end(tags), tag) != std::end(tags);
}

bool is_body(wbxml::Tag tag) {
    return tag == contacts::kBody || tag == base::kBody;
}

Element most_supported() {
    Element supported(air_sync::kSupported);
    for (const auto tag : kTags) {
        if (!has(kGhosted, tag) && !is_body(tag)) {
            supported.add(tag);
        }
    }
    return supported;
}

// Whether the device says every element that it has, and none else.
bool says_all(const Writer& writer) {
    return !writer.supported || !writer.supported->children().empty();
}

bool writes(const Writer& writer, wbxml::Tag tag) {
    if (is_body(tag)) {
        return (tag == contacts::kBody) == (writer.phone.version() == "2.5");
    }
    return !says_all(writer) || !writer.supported || writer.supported->has(tag);
}

// Of a list, which is said whole.
void add_list(Element& data, wbxml::Tag tag, std::string_view lines) {
    Element& list = data.add(tag);
    for (const auto line : split(lines, '\n')) {
        if (!line.empty()) {
            list.add(tag == contacts::kCategories ? contacts::kCategory : contacts::kChild,
                     std::string(line));
        }
    }
}

void add_field(Element& data, wbxml::Tag tag, const std::string& value) {
    if (tag == base::kBody) {
        Element& body = data.add(tag);
        body.add(base::kType, 1);
        body.add(base::kData, value);
    } else if (tag == contacts::kCategories || tag == contacts::kChildren) {
        add_list(data, tag, value);
    } else {
        data.add(tag, value);
    }
}

// ApplicationData of what the device says: all that it handles, or what differs from `before`.
Element data_of(const Writer& writer, const Fields& before, const Fields& after) {
    Element data(air_sync::kApplicationData);
    for (const auto tag : kTags) {
        const auto value = after.find(name_of_field(tag));
        const auto old = before.find(name_of_field(tag));
        const bool same =
            old != before.end() && value != after.end() && old->second == value->second;
        const bool said = !same || (says_all(writer) && !is_body(tag));
        if (value != after.end() && writes(writer, tag) && said) {
            add_field(data, tag, value->second);
        }
    }
    return data;
}

Element command_of(wbxml::Tag kind, wbxml::Tag named, const std::string& id, Element data) {
    Element command(kind);
    command.add(named, id);
    command.add(std::move(data));
    return command;
}

std::string lines_of(const std::string& text, const std::string& property) {
    std::string out;
    for (const auto line : split(text, '\n')) {
        out += line.starts_with(property) ? std::string(line) + "\n" : "";
    }
    return out;
}

Fields ghosted_fields(const std::string& text) {
    activesync::RenderOptions options;
    const auto rendered = activesync::render_contact(must(vcard::read(text)), options);
    return fields_of(rendered, std::span(kGhosted).subspan(1));
}

}  // namespace

CardWorld::CardWorld(std::uint64_t seed, const std::filesystem::path& folder,
                     const std::string& database, Planted mistake)
    : EditWorld({seed, folder, database, mistake}, 0, "Contacts") {
    add_writer("OLDEST", "2.5", kAllTags);
    add_writer("OLD", "12.1", kGhostingTags, most_supported());
    add_writer("MIDDLE", "14.1", kAllTags);
    add_writer("NEW", "16.1", kGhostingTags, Element(air_sync::kSupported));
    clients_.emplace_back("X-DAV-ONE");
    clients_.emplace_back("X-DAV-TWO");
    book_ = activesync::parse_collection_id(writers_.front().folder).value_or(0);
}

std::string CardWorld::find_folder(const Phone& phone) const {
    constexpr const char* kDefaultContacts = "9";
    for (const auto& [id, type] : phone.books) {
        if (type == kDefaultContacts) {
            return id;
        }
    }
    throw Violation("no address book");
}

// -- a device's user

std::string CardWorld::new_value(wbxml::Tag tag) {
    const std::string value = "v" + std::to_string(next_number());
    if (tag == contacts::kBirthday) {
        constexpr int kYear = 1950;
        return std::to_string(kYear + dice_.below(50)) + "-02-03T00:00:00.000Z";
    }
    if (tag == contacts::kCategories || tag == contacts::kChildren) {
        return (dice_.chance(0.5) ? "Kü\n" : "") + value + ", x\n";
    }
    if (tag == contacts::kEmail1Address || tag == contacts::kEmail2Address) {
        return value + "@cards.example";
    }
    return value + (dice_.chance(0.3) ? ", ü; \\x" : "");
}

void CardWorld::fill(const Writer& writer, Fields& fields) {
    for (int left = 1 + dice_.below(4); left > 0; --left) {
        const auto tag = dice_.one_of(kTags);
        const std::string name = name_of_field(tag);
        if (!writes(writer, tag) || !has(writer.copy.tags(), tag) ||
            tag == contacts2::kCustomerId) {
            continue;
        }
        const bool stays = tag == contacts::kFileAs || tag == contacts::kLastName || is_body(tag);
        if (says_all(writer) && !stays && dice_.chance(0.3)) {
            fields.erase(name);
        } else {
            fields[name] = new_value(tag);
        }
    }
}

void CardWorld::add(Writer& writer) {
    Edit edit{Edit::Kind::kAdd, next_number(), "", {}, Element(air_sync::kAdd)};
    auto& pending = writer.copy.pending;
    const auto again = std::find_if(pending.begin(), pending.end(),
                                    [](const Edit& each) { return each.kind == Edit::Kind::kAdd; });
    if (again != pending.end() && dice_.chance(0.5)) {  // the user goes on writing
        edit.id = again->id;
        edit.after = again->after;
    } else {
        edit.id = "c" + std::to_string(++writer.edits);
        // By which a second execution is seen.
        edit.after[name_of_field(contacts2::kCustomerId)] = writer.phone.id() + " " + edit.id;
        edit.after[name_of_field(contacts::kLastName)] = new_value(contacts::kLastName);
        if (has(writer.copy.tags(), contacts::kFileAs)) {
            edit.after[name_of_field(contacts::kFileAs)] = new_value(contacts::kFileAs);
        }
    }
    fill(writer, edit.after);
    edit.command =
        command_of(air_sync::kAdd, air_sync::kClientId, edit.id, data_of(writer, {}, edit.after));
    writer.copy.put(std::move(edit));
}

void CardWorld::change(Writer& writer, const std::string& id) {
    const Fields& before = writer.copy.items.at(id);
    Edit edit{Edit::Kind::kChange, next_number(), id, before, Element(air_sync::kChange)};
    fill(writer, edit.after);
    edit.command =
        command_of(air_sync::kChange, air_sync::kServerId, id, data_of(writer, before, edit.after));
    writer.copy.put(std::move(edit));
}

void CardWorld::edit(Writer& writer) {
    const auto& items = writer.copy.items;
    if (items.empty() || (items.size() < kCrowded && dice_.chance(0.25))) {
        add(writer);
        return;
    }
    const std::string id = dice_.pick(items).first;
    if (dice_.chance(items.size() < kCrowded ? 0.08 : 0.4)) {
        Edit edit{Edit::Kind::kDelete, next_number(), id, {}, Element(air_sync::kDelete)};
        edit.command.add(air_sync::kServerId, id);
        writer.copy.put(std::move(edit));
    } else {
        change(writer, id);
    }
}

void CardWorld::answered(Writer&, const Edit& edit, int status) {
    ++counts_["edits answered"];
    counts_["conflicts"] += status == 7 ? 1 : 0;
    const bool may_lose = edit.kind != Edit::Kind::kAdd && (status == 7 || status == 8);
    check(status == 1 || may_lose, "an edit of a contact: Status " + std::to_string(status) + "\n" +
                                       wbxml::dump(edit.command));
}

void CardWorld::sending(const std::vector<Edit>& edits) {
    must(host_.account().read([&](const store::Snapshot& snapshot) -> Result<int> {
        for (const auto& edit : edits) {
            const auto id = activesync::parse_item_id(edit.id);
            if (edit.kind == Edit::Kind::kDelete && id) {
                if (const auto item = snapshot.item(id->collection, id->uid)) {
                    may_go_.insert(item->native_uid);
                }
            }
        }
        return 0;
    }));
}

// -- the truth

Phone::Answer CardWorld::ask(Writer& writer, const SyncRequest& request) {
    if (request.edits.empty()) {
        return EditWorld::ask(writer, request);
    }
    const Cards before = cards();
    auto answer = EditWorld::ask(writer, request);
    check_strangers(writer, before, cards());
    return answer;
}

void CardWorld::check_strangers(const Writer& writer, const Cards& before,
                                const Cards& after) const {
    const bool ghosts_some = writer.supported && says_all(writer);
    for (const auto& [uid, card] : after) {
        const auto old = before.find(uid);
        if (old == before.end() || old->second == card) {
            continue;
        }
        check(old->second.name == card.name, "a card is called otherwise: " + card.name);
        for (const auto& client : clients_) {
            check(
                lines_of(old->second.text, client.property()) ==
                    lines_of(card.text, client.property()),
                "a device's edit changes what only WebDAV shows:\n" + old->second.text + card.text);
        }
        check(!ghosts_some || ghosted_fields(old->second.text) == ghosted_fields(card.text),
              "a device's edit changes what it ghosts:\n" + old->second.text + card.text);
    }
}

Fields CardWorld::shown(const store::Snapshot& snapshot, const Item& item,
                        const Writer& writer) const {
    activesync::RenderOptions options;
    options.version = activesync::parse_version(writer.phone.version()).value();
    options.bodies.push_back({});
    const auto rendered =
        activesync::item_kind(ItemClass::kContact).render(snapshot, item, options);
    return fields_of(rendered, writer.copy.tags());
}

CardWorld::Cards CardWorld::cards() {
    return must(host_.account().read([&](const store::Snapshot& snapshot) -> Result<Cards> {
        Cards found;
        for (const auto& each : snapshot.resources(book_, 0, kAll)) {
            check(found
                      .emplace(each.native_uid,
                               Card{each.name, snapshot.bytes(each.object, 0, each.size)})
                      .second,
                  "a card is there twice: " + each.native_uid);
        }
        return found;
    }));
}

void CardWorld::check_all() {
    const Cards there = cards();
    std::set<std::string> added;  // by which device, and its how manieth
    for (const auto& [uid, card] : there) {
        known_.insert(uid);
        const auto token = lines_of(card.text, "X-SYNCGATE-CUSTOMER-ID");
        check(token.empty() || added.insert(token).second, "an Add was executed twice: " + token);
    }
    for (const auto& uid : known_) {
        check(there.contains(uid) || may_go_.contains(uid), "a card is lost: " + uid);
    }
}

}  // namespace syncgate::twin

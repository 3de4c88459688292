#include "protocols/dav/set_property.h"

#include <algorithm>

#include "base/limits.h"
#include "protocols/dav/answers.h"
#include "protocols/dav/properties.h"
#include "store/folder_rules.h"

namespace syncgate::dav {
namespace {

using xml::Element;
using xml::Name;

constexpr Name kLanguage{xml::kXmlNamespace, "lang"};
constexpr Name kDisplayName{kDav, "displayname"};

// The language of an element is that of the nearest around it.
const std::string* language_of(const Element& element, const std::string* around) {
    const auto* own = element.attribute(kLanguage);
    return own == nullptr ? around : own;
}

bool is_for_clients(Name name) {
    return find_property(name) == nullptr || name == kDisplayName;
}

bool fits(const std::string& key, const std::string& value) {
    return value.size() <= limits::kDavPropertyBytes && key.size() <= limits::kDavNameBytes;
}

bool has_room(const std::vector<store::Property>& said, const std::string& key,
              const std::string& value) {
    const bool replaces =
        std::any_of(said.begin(), said.end(), [&](const auto& each) { return each.name == key; });
    return fits(key, value) && (replaces || said.size() < limits::kDavProperties);
}

int rename(store::Change& change, const Collection& collection, const std::string& wanted) {
    const auto name =
        free_name(change, collection.item_class, collection.id, collection.parent, wanted);
    return name && change.rename_collection(collection.id, collection.parent, *name) ? 200 : 409;
}

// Of what is no book.
bool may_be_said_of(const Node& node) {
    return node.file != nullptr || node.kind == Kind::kItem;
}

std::vector<store::Property> said_of(const store::Change& change, const Node& node) {
    return node.file != nullptr ? store::file_properties(change, node.file->file.id())
                                : store::item_properties(change, node.item_place());
}

void set_said(store::Change& change, const Node& node, const std::string& key,
              const std::optional<std::string>& value) {
    if (node.file != nullptr) {
        store::set_file_property(change, node.file->file.id(), key, value);
    } else {
        store::set_item_property(change, node.item_place(), key, value);
    }
}

}  // namespace

Result<std::vector<PropertyChange>> parse_changes(const Element& root) {
    std::vector<PropertyChange> changes;
    for (const auto& step : root.children) {
        const bool removes = step.is({kDav, "remove"});
        if (!removes && !step.is({kDav, "set"})) {
            continue;  // RFC 4918 17: what is unknown is passed over
        }
        const auto* prop = step.child(Name{kDav, "prop"});
        if (prop == nullptr) {
            return Error{ErrorCode::kMalformed, "dav: nothing to set or remove"};
        }
        const auto* language = language_of(*prop, language_of(step, language_of(root, nullptr)));
        for (const auto& property : prop->children) {
            changes.push_back({property, removes});
            auto& attributes = changes.back().property.attributes;
            if (language != nullptr && property.attribute(kLanguage) == nullptr) {
                attributes.push_back(
                    {std::string(kLanguage.ns), std::string(kLanguage.local), *language});
            }
        }
    }
    return changes;
}

int check_said(Name name, const std::string& value) {
    return !is_for_clients(name) ? 403 : fits(key_of(name), value) ? 200 : 507;
}

int set_property(store::Change& change, CollectionId id, const PropertyChange& wanted) {
    const Name name{wanted.property.ns, wanted.property.name};
    const auto collection = change.collection(id);
    if (!collection || !is_for_clients(name)) {
        return 403;
    }
    if (name == kDisplayName && collection->role == Role::kNone) {
        return rename(change, *collection,
                      wanted.removes ? segment_of(*collection) : wanted.property.text);
    }
    const std::string key = key_of(name);
    if (wanted.removes) {
        change.set_property(id, key, std::nullopt);
        return 200;
    }
    const std::string value = xml::write(wanted.property);
    if (!has_room(change.properties(id), key, value)) {
        return 507;
    }
    change.set_property(id, key, value);
    return 200;
}

int set_property(store::Change& change, const Node& node, const PropertyChange& wanted) {
    if (node.kind == Kind::kBook) {
        return set_property(change, node.book->collection.id, wanted);
    }
    const Name name{wanted.property.ns, wanted.property.name};
    if (!may_be_said_of(node) || !is_for_clients(name)) {
        return 403;
    }
    const std::string key = key_of(name);
    if (wanted.removes) {
        set_said(change, node, key, std::nullopt);
        return 200;
    }
    const std::string value = xml::write(wanted.property);
    if (!has_room(said_of(change, node), key, value)) {
        return 507;
    }
    set_said(change, node, key, value);
    return 200;
}

Reply mkcol_outcomes(std::vector<Outcome> outcomes) {
    xml::Writer out(kPrefixes);
    out.open({kDav, "mkcol-response"});
    write_outcomes(std::move(outcomes), out);
    out.close();
    return Reply::of(403, out.take(), kXmlType);
}

void write_outcomes(std::vector<Outcome> outcomes, xml::Writer& out) {
    if (!all_succeeded(outcomes)) {
        for (auto& each : outcomes) {
            each.status = each.status == 200 ? 424 : each.status;
        }
    }
    for (const int status : {200, 403, 409, 424, 507}) {
        bool any = false;
        for (const auto& each : outcomes) {
            if (each.status != status) {
                continue;
            }
            if (!std::exchange(any, true)) {
                open_propstat(out);
            }
            out.element(each.name);
        }
        if (any) {
            close_propstat(out, status);
        }
    }
}

bool all_succeeded(const std::vector<Outcome>& outcomes) {
    return std::all_of(outcomes.begin(), outcomes.end(),
                       [](const Outcome& each) { return each.status == 200; });
}

Result<std::string> free_name(const store::Snapshot& snapshot, ItemClass item_class,
                              CollectionId moved, CollectionId parent, const std::string& wanted) {
    constexpr int kMost = 1000;
    for (int number = 1;; ++number) {
        std::string name = number == 1 ? wanted : wanted + " " + std::to_string(number);
        const auto checked = store::check_place(snapshot, item_class, moved, parent, name);
        if (checked) {
            return name;
        }
        if (checked.error().code != ErrorCode::kConflict || number == kMost) {
            return checked.error();
        }
    }
}

}  // namespace syncgate::dav

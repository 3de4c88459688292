#include "protocols/dav/properties.h"

#include <algorithm>
#include <utility>

#include "protocols/dav/answer_limit.h"
#include "protocols/dav/answers.h"
#include "protocols/dav/property_rows.h"

namespace syncgate::dav {
namespace {

using xml::Name;
using xml::Writer;

const store::Property* find_said(const Node& node, Name name) {
    const auto* said = node.said();
    if (said == nullptr || said->empty()) {
        return nullptr;
    }
    const auto it =
        std::find_if(said->begin(), said->end(),
                     [key = key_of(name)](const auto& each) { return each.name == key; });
    return it == said->end() ? nullptr : &*it;
}

// "{namespace}local" as its halves.
Name name_of(std::string_view key) {
    const auto end = key.rfind('}');
    return {key.substr(1, end - 1), key.substr(end + 1)};
}

// Whether the table's row says it there.
bool is_of_table(const View& view, const Node& node, const store::Property& said) {
    const auto* row = find_property(name_of(said.name));
    return row != nullptr && has_property(*row, view, node);
}

// Of properties that are kept as they came, those that their own specification leaves out.
bool is_left_out(const View& view, const Node& node, const store::Property& said) {
    return is_of_table(view, node, said) ||
           said.name == key_of({kCardDav, "addressbook-description"});
}

}  // namespace

const PropertyRow* find_property(Name name) {
    const auto rows = property_rows();
    const auto it = std::find_if(rows.begin(), rows.end(),
                                 [&](const PropertyRow& row) { return row.name == name; });
    return it == rows.end() ? nullptr : &*it;
}

bool has_property(const PropertyRow& row, const View& view, const Node& node) {
    return holds_at(row.kinds, node.kind) && (row.is_there == nullptr || row.is_there(view, node));
}

void PropertyRequest::want(Name name) {
    wanted_.push_back({std::string(name.ns), std::string(name.local), find_property(name)});
}

PropertyRequest PropertyRequest::of(std::vector<Name> names) {
    PropertyRequest request;
    for (const auto& name : names) {
        request.want(name);
    }
    return request;
}

Result<PropertyRequest> PropertyRequest::parse(const xml::Element* root) {
    PropertyRequest request;
    request.mode_ = Mode::kAll;
    if (root == nullptr) {
        return request;
    }
    if (!root->is({kDav, "propfind"})) {
        return Error{ErrorCode::kMalformed, "dav: no propfind"};
    }
    const auto* prop = root->child(Name{kDav, "prop"});
    const bool all = root->child(Name{kDav, "allprop"}) != nullptr;
    const bool names = root->child(Name{kDav, "propname"}) != nullptr;
    if ((prop != nullptr) + all + names != 1) {
        return Error{ErrorCode::kMalformed, "dav: propfind for nothing, or for several things"};
    }
    request.mode_ = all ? Mode::kAll : names ? Mode::kNames : Mode::kListed;
    const auto* more = all ? root->child(Name{kDav, "include"}) : prop;
    if (more != nullptr && more->children.size() > kMostProperties) {
        return Error{ErrorCode::kTooLarge, "dav: more properties than there are"};
    }
    if (more != nullptr) {
        for (const auto& each : more->children) {
            request.want({each.ns, each.name});
        }
    }
    return request;
}

Taken<PropertyRequest> PropertyRequest::parse_report(const xml::Element* prop,
                                                     const BookClass* books) {
    PropertyRequest request;
    if (prop == nullptr) {
        return request;
    }
    for (const auto& each : prop->children) {
        if (books == nullptr || !each.is(books->facts().data)) {
            request.want({each.ns, each.name});
            continue;
        }
        auto form = books->parse_data(each);
        if (const auto* broken = std::get_if<Broken>(&form)) {
            return *broken;
        }
        request.data_ = std::move(std::get<std::unique_ptr<DataForm>>(form));
        request.data_name_ = books->facts().data;
    }
    return request;
}

unsigned PropertyRequest::needs() const {
    unsigned all = mode_ == Mode::kListed ? kNoNeeds : kNeedsGrants;  // of resourcetype
    for (const auto& each : wanted_) {
        all |= each.row == nullptr ? kNoNeeds : each.row->needs;
    }
    return all;
}

bool PropertyRequest::wants_said() const {
    return mode_ != Mode::kListed ||
           std::any_of(wanted_.begin(), wanted_.end(), [](const Wanted& each) {
               return each.row == nullptr || !holds_at(each.row->kinds, Kind::kItem);
           });
}

std::vector<Name> PropertyRequest::missing(const View& view, const Node& node,
                                           const std::string* text) const {
    std::vector<Name> names;
    for (const auto& each : wanted_) {
        if ((each.row == nullptr || !has_property(*each.row, view, node)) &&
            find_said(node, each.name()) == nullptr) {
            names.push_back(each.name());
        }
    }
    if (data_ != nullptr && text == nullptr) {
        names.push_back(data_name_);
    }
    return names;
}

void PropertyRequest::write_found(const View& view, const Node& node, const std::string* text,
                                  Writer& out) const {
    if (mode_ != Mode::kListed) {
        write_all(view, node, out);
    }
    for (const auto& each : wanted_) {
        if (each.row != nullptr && has_property(*each.row, view, node)) {
            out.open(each.name());
            each.row->write(view, node, out);
            out.close();
        } else if (const auto* said = find_said(node, each.name()); said != nullptr) {
            out.fragment(said->value);
        }
    }
    if (data_ != nullptr && text != nullptr) {
        out.element(data_name_, data_->render(*text));
    }
}

void PropertyRequest::write_all(const View& view, const Node& node, Writer& out) const {
    for (const auto& row : property_rows()) {
        if (!has_property(row, view, node)) {
            continue;
        }
        if (mode_ == Mode::kNames) {
            out.element(row.name);
        } else if (row.in_allprop) {
            out.open(row.name);
            row.write(view, node, out);
            out.close();
        }
    }
    if (node.said() == nullptr) {
        return;
    }
    for (const auto& said : *node.said()) {
        if (mode_ == Mode::kNames && !is_of_table(view, node, said)) {
            out.element(name_of(said.name));
        } else if (mode_ == Mode::kAll && !is_left_out(view, node, said)) {
            out.fragment(said.value);
        }
    }
}

void PropertyRequest::respond(const View& view, const Node& node, bool minimal,
                              const std::string* text, Writer& out) const {
    const bool lacks_said = node.kind == Kind::kItem && node.said() == nullptr;
    if (lacks_said && view.snapshot != nullptr && wants_said()) {
        respond(view, with_said(*view.snapshot, node), minimal, text, out);
        return;
    }
    const auto absent = missing(view, node, text);
    const std::size_t listed = wanted_.size() + (data_ == nullptr ? 0 : 1);
    out.open({kDav, "response"});
    out.element({kDav, "href"}, path_of(view.owner, node));
    if (mode_ != Mode::kListed || absent.size() < listed || minimal || listed == 0) {
        open_propstat(out);
        write_found(view, node, text, out);
        close_propstat(out, 200);
    }
    if (!absent.empty() && !minimal) {
        open_propstat(out);
        for (const auto& name : absent) {
            out.element(name);
        }
        close_propstat(out, 404);
    }
    out.close();
}

void open_propstat(Writer& out) {
    out.open({kDav, "propstat"});
    out.open({kDav, "prop"});
}

void close_propstat(Writer& out, int status) {
    out.close();
    out.element({kDav, "status"}, status_line(status));
    out.close();
}

}  // namespace syncgate::dav

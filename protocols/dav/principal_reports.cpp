// The reports about people. Everybody finds himself, and who has a group in common with him.
// Source: RFC 3744 9.2 to 9.5, RFC 3253 3.8 (expand-property).
#include <algorithm>
#include <map>

#include "base/text.h"
#include "protocols/dav/answer_limit.h"
#include "protocols/dav/answers.h"
#include "protocols/dav/people.h"
#include "protocols/dav/privileges.h"
#include "protocols/dav/reports.h"

namespace syncgate::dav {
namespace {

using xml::Element;
using xml::Name;

constexpr Name kSearchable[] = {{kDav, "displayname"}, {kCalendarServer, "email-address-set"}};

template <class Write>
Reply multistatus(const Context& context, Write write) {
    auto reply = context.account->read([&](const store::Snapshot& snapshot) -> Result<Reply> {
        if (!locate(snapshot, context.owner, context.place)) {
            return Reply::of(404);
        }
        auto out = begin_multistatus();
        write(snapshot, out);
        return end_multistatus(std::move(out));
    });
    return reply ? *std::move(reply) : failed(reply.error());
}

// One with all that a report asks for; nothing but its href where it asks for nothing.
void respond(const Context& context, const store::Snapshot& snapshot, const Node& principal,
             const Element* prop, xml::Writer& out) {
    const auto wanted = PropertyRequest::parse_report(prop, nullptr);
    if (!is_full(out)) {
        std::get<PropertyRequest>(wanted).respond(context.view(snapshot), principal,
                                                  preferences_of(context.request).minimal, nullptr,
                                                  out);
    }
}

// Whom the viewer sees, himself first.
std::vector<store::Member> seen(const Context& context) {
    std::vector<store::Member> all{
        {context.owner.account, context.owner.address, context.owner.display_name}};
    for (const auto* each : context.people->all()) {
        if (each->account != context.owner.account) {
            all.push_back(*each);
        }
    }
    return all;
}

// Those, each once, with whom a book is shared, by itself or with the whole mailbox.
std::vector<Node> granted(const Context& context, const Node& node) {
    std::map<std::string, Node> found;
    for (const CollectionId shared : {CollectionId{0}, node.book ? node.book->collection.id : 0}) {
        const auto it = context.grants->find(shared);
        if (!node.book || it == context.grants->end()) {
            continue;
        }
        for (const auto& each : it->second) {
            const auto* member = context.people->find(each.member);
            const auto* group = context.people->find_group(each.group);
            if (member != nullptr) {
                found.emplace(member->address, node_of(*member));
            } else if (group != nullptr) {
                found.emplace(group->name, node_of(*group));
            }
        }
    }
    std::vector<Node> nodes;
    for (auto& [name, each] : found) {
        nodes.push_back(std::move(each));
    }
    return nodes;
}

bool is_searchable(const Element& property) {
    return std::any_of(std::begin(kSearchable), std::end(kSearchable),
                       [&](Name name) { return property.is(name); });
}

// Whether one property of a search has the text in it, in any case.
bool matches(const store::Member& member, const Element& search) {
    const auto* prop = search.child(Name{kDav, "prop"});
    const auto* match = search.child(Name{kDav, "match"});
    if (prop == nullptr || match == nullptr) {
        return false;
    }
    const std::string wanted = lower_ascii(trim(match->text));
    return std::any_of(prop->children.begin(), prop->children.end(), [&](const Element& each) {
        const bool is_name = each.is(kSearchable[0]) && !member.display_name.empty();
        const auto& text = is_name ? member.display_name : member.address;
        return is_searchable(each) && lower_ascii(text).find(wanted) != std::string::npos;
    });
}

void expand(const Context& context, const View& view, const store::Snapshot& snapshot,
            const Node& node, const Element& list, xml::Writer& out);

// The node that a property's href names, where the owner can see it.
std::optional<Node> node_at(const Context& context, const store::Snapshot& snapshot,
                            const std::string& href) {
    const auto place = parse_path(href);
    auto node = place && is_in_tree(context, *place) ? locate(snapshot, context.owner, *place)
                                                     : std::nullopt;
    return node ? std::optional(with_said(snapshot, *std::move(node))) : std::nullopt;
}

// What a property says, with a response in place of each href.
void write_expanded(const Context& context, const View& view, const store::Snapshot& snapshot,
                    const Element& said, const Element& list, xml::Writer& out) {
    out.open({said.ns, said.name});
    for (const auto& each : said.children) {
        const auto node =
            each.is({kDav, "href"}) ? node_at(context, snapshot, each.text) : std::nullopt;
        if (node) {
            expand(context, view, snapshot, *node, list, out);
        } else {
            out.fragment(xml::write(each));
        }
    }
    out.close();
}

// The properties that `list` names of one node, each with what its own list names.
void expand(const Context& context, const View& view, const store::Snapshot& snapshot,
            const Node& node, const Element& list, xml::Writer& out) {
    std::vector<Name> missing;
    out.open({kDav, "response"});
    out.element({kDav, "href"}, path_of(view.owner, node));
    open_propstat(out);
    for (const auto& each : list.children) {
        const auto* name = each.attribute({"", "name"});
        const auto* ns = each.attribute({"", "namespace"});
        if (!each.is({kDav, "property"}) || name == nullptr) {
            continue;
        }
        const Name property{ns == nullptr ? kDav : std::string_view(*ns), *name};
        const auto wanted = PropertyRequest::of({property});
        if (!wanted.missing(view, node, nullptr).empty()) {
            missing.push_back(property);
            continue;
        }
        if (each.children.empty()) {
            wanted.write_found(view, node, nullptr, out);
            continue;
        }
        xml::Writer inner(kPrefixes);
        inner.open({kDav, "prop"});
        wanted.write_found(view, node, nullptr, inner);
        inner.close();
        const auto said = xml::parse(inner.take());
        if (said && !said->children.empty()) {
            write_expanded(context, view, snapshot, said->children.front(), each, out);
        }
    }
    close_propstat(out, 200);
    if (!missing.empty()) {
        open_propstat(out);
        for (const auto& each : missing) {
            out.element(each);
        }
        close_propstat(out, 404);
    }
    out.close();
}

}  // namespace

Reply report_expanded(const Context& context, const Element& report) {
    auto reply = context.account->read([&](const store::Snapshot& snapshot) -> Result<Reply> {
        const auto node = locate(snapshot, context.owner, context.place);
        if (!node) {
            return Reply::of(404);
        }
        auto out = begin_multistatus();
        expand(context, context.view(snapshot), snapshot, with_said(snapshot, *node), report, out);
        return end_multistatus(std::move(out));
    });
    return reply ? *std::move(reply) : failed(reply.error());
}

Reply report_principals_found(const Context& context, const Element& report) {
    const auto* test = report.attribute({"", "test"});
    const bool any = test != nullptr && *test == "anyof";
    std::vector<const Element*> searches;
    for (const auto& each : report.children) {
        if (each.is({kDav, "property-search"})) {
            searches.push_back(&each);
        }
    }
    if (searches.empty()) {
        return Reply::of(400);
    }
    return multistatus(context, [&](const store::Snapshot& snapshot, xml::Writer& out) {
        for (const auto& member : seen(context)) {
            const auto hits = static_cast<std::size_t>(
                std::count_if(searches.begin(), searches.end(),
                              [&](const Element* each) { return matches(member, *each); }));
            if (any ? hits > 0 : hits == searches.size()) {
                respond(context, snapshot, node_of(member), report.child(Name{kDav, "prop"}), out);
            }
        }
    });
}

Reply report_search_properties(const Context&, const Element&) {
    xml::Writer out(kPrefixes);
    out.open({kDav, "principal-search-property-set"});
    for (const auto& name : kSearchable) {
        out.open({kDav, "principal-search-property"});
        out.open({kDav, "prop"});
        out.element(name);
        out.close();
        out.open({kDav, "description"}, {{"xml:lang", "en"}});
        out.text(name.local == "displayname" ? "Name" : "E-mail address");
        out.close();
        out.close();
    }
    out.close();
    return Reply::of(200, out.take(), kXmlType);
}

Reply report_matching_principals(const Context& context, const Element& report) {
    return multistatus(context, [&](const store::Snapshot& snapshot, xml::Writer& out) {
        const bool asks_for_another = !context.owner.administrator.empty();
        if (report.child(Name{kDav, "self"}) == nullptr || asks_for_another) {
            return;
        }
        const auto* prop = report.child(Name{kDav, "prop"});
        respond(context, snapshot, own_principal(context.owner), prop, out);
        for (const auto& each : context.people->groups) {
            respond(context, snapshot, node_of(each), prop, out);
        }
    });
}

Reply report_granted_principals(const Context& context, const Element& report) {
    if (context.owner.shared) {
        return need_privilege(context.owner.shared->path, "read-acl");
    }
    auto reply = context.account->read([&](const store::Snapshot& snapshot) -> Result<Reply> {
        const auto node = locate(snapshot, context.owner, context.place);
        if (!node) {
            return Reply::of(404);
        }
        const auto* prop = report.child(Name{kDav, "prop"});
        auto out = begin_multistatus();
        respond(context, snapshot, own_principal(context.owner), prop, out);
        for (const auto& each : granted(context, *node)) {
            respond(context, snapshot, each, prop, out);
        }
        return end_multistatus(std::move(out));
    });
    return reply ? *std::move(reply) : failed(reply.error());
}

}  // namespace syncgate::dav

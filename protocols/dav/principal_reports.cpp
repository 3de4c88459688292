// The reports about people. Everybody finds himself, and nobody else.
// Source: RFC 3744 9.3 to 9.5, RFC 3253 3.8 (expand-property).
#include <algorithm>

#include "base/text.h"
#include "protocols/dav/answers.h"
#include "protocols/dav/reports.h"

namespace syncgate::dav {
namespace {

using xml::Element;
using xml::Name;

constexpr Name kSearchable[] = {{kDav, "displayname"}, {kCalendarServer, "email-address-set"}};

Node own_principal() {
    Place place;
    place.kind = Kind::kPrincipal;
    return node_of(place);
}

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
void respond(const Context& context, const store::Snapshot& snapshot, const Element* prop,
             xml::Writer& out) {
    const auto wanted = PropertyRequest::parse_report(prop, nullptr);
    std::get<PropertyRequest>(wanted).respond(context.view(snapshot), own_principal(),
                                              preferences_of(context.request).minimal, nullptr,
                                              out);
}

bool is_searchable(const Element& property) {
    return std::any_of(std::begin(kSearchable), std::end(kSearchable),
                       [&](Name name) { return property.is(name); });
}

// Whether one property of a search has the text in it, in any case.
bool matches(const Context& context, const Element& search) {
    const auto* prop = search.child(Name{kDav, "prop"});
    const auto* match = search.child(Name{kDav, "match"});
    if (prop == nullptr || match == nullptr) {
        return false;
    }
    const std::string wanted = lower_ascii(trim(match->text));
    return std::any_of(prop->children.begin(), prop->children.end(), [&](const Element& each) {
        const auto& text =
            each.is(kSearchable[0]) ? context.owner.display_name : context.owner.address;
        return is_searchable(each) && lower_ascii(text).find(wanted) != std::string::npos;
    });
}

void expand(const Context& context, const View& view, const store::Snapshot& snapshot,
            const Node& node, const Element& list, xml::Writer& out);

// The node that a property's href names, where the owner can see it.
std::optional<Node> node_at(const Context& context, const store::Snapshot& snapshot,
                            const std::string& href) {
    const auto place = parse_path(href);
    return place && is_in_tree(context, *place) ? locate(snapshot, context.owner, *place)
                                                : std::nullopt;
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
        expand(context, context.view(snapshot), snapshot, *node, report, out);
        return end_multistatus(std::move(out));
    });
    return reply ? *std::move(reply) : failed(reply.error());
}

Reply report_principals_found(const Context& context, const Element& report) {
    const auto depth = depth_of(context.request, Depth::kZero);
    if (!depth || *depth != Depth::kZero) {
        return Reply::of(400);  // RFC 3744 9.4
    }
    const auto* test = report.attribute({"", "test"});
    const bool any = test != nullptr && *test == "anyof";
    int searches = 0;
    int hits = 0;
    for (const auto& each : report.children) {
        if (each.is({kDav, "property-search"})) {
            ++searches;
            hits += matches(context, each) ? 1 : 0;
        }
    }
    if (searches == 0) {
        return Reply::of(400);
    }
    const bool found = any ? hits > 0 : hits == searches;
    return multistatus(context, [&](const store::Snapshot& snapshot, xml::Writer& out) {
        if (found) {
            respond(context, snapshot, report.child(Name{kDav, "prop"}), out);
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
        if (report.child(Name{kDav, "self"}) != nullptr) {
            respond(context, snapshot, report.child(Name{kDav, "prop"}), out);
        }
    });
}

}  // namespace syncgate::dav

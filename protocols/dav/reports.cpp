#include "protocols/dav/reports.h"

#include <algorithm>

#include "protocols/dav/answer_limit.h"
#include "protocols/dav/answers.h"
#include "protocols/dav/methods.h"
#include "protocols/dav/people.h"

namespace syncgate::dav {
namespace {

using xml::Name;

constexpr unsigned kBook = at(Kind::kBook);
constexpr unsigned kOwned = at(Kind::kHome) | kBook | at(Kind::kItem);
constexpr unsigned kUsers = at(Kind::kRoot) | at(Kind::kPrincipals) | at(Kind::kPrincipal) |
                            at(Kind::kGroups) | at(Kind::kGroup);
constexpr unsigned kAll = kNeedsGrants | kNeedsPeople;

struct Report {
    Name name;
    unsigned kinds;
    Reply (*run)(const Context& context, const xml::Element& report);
    unsigned needs = kNoNeeds;
    bool of_depth_zero = false;  // alone. Source: RFC 3744 9.2 to 9.5
};

constexpr Report kReports[] = {
    {{kDav, "sync-collection"}, kBook, report_changes},
    {{kDav, "expand-property"}, kEverywhere & ~at(Kind::kEntry), report_expanded, kAll},
    {{kDav, "principal-property-search"}, kUsers, report_principals_found, kNeedsPeople, true},
    {{kDav, "principal-search-property-set"}, kUsers, report_search_properties, kNoNeeds, true},
    {{kDav, "principal-match"}, kUsers, report_matching_principals, kNeedsPeople, true},
    {{kDav, "acl-principal-prop-set"}, kOwned, report_granted_principals, kAll, true},
};

// The table's rows, and those of the class, for a place.
std::vector<Report> reports_at(Kind kind, const BookClass* books) {
    std::vector<Report> all(std::begin(kReports), std::end(kReports));
    if (books != nullptr) {
        all.push_back({books->facts().multiget, kOwned, report_listed});
        all.push_back({books->facts().query, kBook | at(Kind::kItem), report_found});
        all.push_back({books->facts().multiget, kOfDirectory, report_entries_listed, kAll});
        all.push_back({books->facts().query, kOfDirectory, report_entries_found, kAll});
    }
    std::erase_if(all, [&](const Report& each) { return !holds_at(each.kinds, kind); });
    return all;
}

}  // namespace

std::vector<Name> reports_of(const Node& node) {
    std::vector<Name> names;
    for (const auto& each : reports_at(node.kind, node.books)) {
        names.push_back(each.name);
    }
    return names;
}

Reply run_report(Context& context) {
    const auto body = body_of(context);
    if (!body) {
        return failed(body.error());
    }
    if (!*body) {
        return Reply::of(400);
    }
    const auto* prop = (*body)->child(Name{kDav, "prop"});
    if (prop != nullptr && prop->children.size() > kMostProperties) {
        return Reply::of(413);
    }
    const auto& parts = (*body)->children;
    if (std::count_if(parts.begin(), parts.end(), [](const xml::Element& each) {
            return each.is({kDav, "prop"});
        }) > 1) {
        return Reply::of(400);
    }
    const auto all = reports_at(context.place.kind, context.place.books);
    const auto it = std::find_if(all.begin(), all.end(),
                                 [&](const Report& each) { return (*body)->is(each.name); });
    if (it == all.end()) {
        return refused(403, {kDav, "supported-report"});
    }
    const auto depth = depth_of(context.request, Depth::kZero);
    if (!depth || (it->of_depth_zero && *depth != Depth::kZero)) {
        return Reply::of(400);
    }
    const auto loaded = load(context, it->needs);
    return loaded ? it->run(context, **body) : failed(loaded.error());
}

}  // namespace syncgate::dav

// The directory's own ways: it is queried, and its cards are read one by one. Nothing lists it.
// Source: RFC 6352 8.6, 8.7; draft-daboo-carddav-directory-gateway.
#include "protocols/dav/answer_limit.h"
#include "protocols/dav/answers.h"
#include "protocols/dav/directory_entries.h"
#include "protocols/dav/http_date.h"
#include "protocols/dav/methods.h"
#include "protocols/dav/reports.h"

namespace syncgate::dav {
namespace {

using xml::Name;

View view_of(const Context& context) {
    View view;  // of no account
    view.owner = context.owner;
    view.grants = context.grants;
    view.people = context.people;
    return view;
}

// What stands at the place: the directory, or a card of it.
Result<Entry> entry_at(const Context& context) {
    const auto& place = context.place;
    if (place.kind == Kind::kEntry) {
        return find_entry(context, *place.books, place.name);
    }
    Entry directory;
    directory.node = node_of(place);
    return directory;
}

// A report's properties, or the refusal of them.
Taken<PropertyRequest> properties_of(const Context& context, const xml::Element& report) {
    return PropertyRequest::parse_report(report.child(Name{kDav, "prop"}), context.place.books);
}

// Those that match, of all whom the query's words find. Errors: kUnavailable.
Result<FoundEntries> candidates(const Context& context, const xml::Element& report) {
    const auto& place = context.place;
    if (place.kind == Kind::kEntry) {
        auto one = find_entry(context, *place.books, place.name);
        if (!one) {
            return one.error();
        }
        FoundEntries found;
        found.entries.push_back(*std::move(one));
        return found;
    }
    const auto sought = place.books->people_sought(report);
    if (!sought) {  // it may match anybody: too many to look at
        return FoundEntries{{}, false};
    }
    return find_entries(context, *place.books, *sought);
}

}  // namespace

Reply run_get_entry(Context& context) {
    auto entry = find_entry(context, *context.place.books, context.place.name);
    if (!entry) {
        return failed(entry.error());
    }
    const auto nothing = [](std::string_view) { return std::optional<State>(); };
    const int status = check_conditions(context.request, state_of(entry->node), nothing);
    Reply reply = status != 0 ? Reply::of(status)
                              : Reply::of(200, std::move(entry->text),
                                          entry->node.books->facts().content_type);
    reply.headers.add("ETag", etag_of(*entry->node.item));
    reply.headers.add("Last-Modified", http_date(entry->node.item->changed));
    return reply;
}

Result<Reply> describe_entry(const Context& context, Depth depth, const PropertyRequest& wanted) {
    if (context.place.kind == Kind::kDirectory && depth != Depth::kZero) {
        return refused(403, kWithinLimits);
    }
    const auto entry = entry_at(context);
    if (!entry) {
        return entry.error();
    }
    auto out = begin_multistatus();
    wanted.respond(view_of(context), entry->node, preferences_of(context.request).minimal, nullptr,
                   out);
    return end_multistatus(std::move(out));
}

Reply report_entries_listed(const Context& context, const xml::Element& report) {
    const auto properties = properties_of(context, report);
    if (const auto* broken = std::get_if<Broken>(&properties)) {
        return refused(403, broken->condition);
    }
    const bool minimal = preferences_of(context.request).minimal;
    auto out = begin_multistatus();
    for (const auto& each : report.children) {
        if (!each.is({kDav, "href"})) {
            continue;
        }
        const auto href = trim(each.text);
        const auto place = parse_path(href);
        const bool is_entry = place && place->kind == Kind::kEntry;
        const auto entry = is_entry ? find_entry(context, *place->books, place->name)
                                    : Result<Entry>(Error{ErrorCode::kNotFound, "dav: no card"});
        if (!entry && entry.error().code != ErrorCode::kNotFound) {
            return failed(entry.error());
        }
        if (entry) {
            std::get<PropertyRequest>(properties)
                .respond(view_of(context), entry->node, minimal, &entry->text, out);
        } else {
            write_status(out, href, 404);
        }
    }
    return end_multistatus(std::move(out));
}

Reply report_entries_found(const Context& context, const xml::Element& report) {
    const auto& books = *context.place.books;
    const auto limit = limit_of(report, books.facts().query.ns);
    if (!limit) {
        return Reply::of(400);
    }
    const auto filter = books.parse_filter(report);
    const auto properties = properties_of(context, report);
    for (const auto* broken : {std::get_if<Broken>(&filter), std::get_if<Broken>(&properties)}) {
        if (broken != nullptr) {
            return refused(403, broken->condition);
        }
    }
    const auto found = candidates(context, report);
    if (!found) {
        return failed(found.error());
    }
    const bool minimal = preferences_of(context.request).minimal;
    bool complete = found->complete;
    std::size_t count = 0;
    auto out = begin_multistatus();
    for (const auto& each : found->entries) {
        if (!std::get<std::unique_ptr<Filter>>(filter)->matches(each.text)) {
            continue;
        }
        if (count++ == *limit) {
            complete = false;
            break;
        }
        std::get<PropertyRequest>(properties)
            .respond(view_of(context), each.node, minimal, &each.text, out);
    }
    if (!complete) {
        write_status(out, directory_path(), 507, kWithinLimits);
    }
    return end_multistatus(std::move(out));
}

}  // namespace syncgate::dav

// sync-collection: what changed since a token, and the token for the next time. Source: RFC 6578.
#include <algorithm>

#include "protocols/dav/answer_limit.h"
#include "protocols/dav/answers.h"
#include "protocols/dav/reports.h"
#include "protocols/dav/sync_token.h"

namespace syncgate::dav {
namespace {

using xml::Name;

constexpr Name kValidToken{kDav, "valid-sync-token"};

struct Wish {
    std::string token;  // "": all there is
    std::size_t limit = kMostResults;
    const xml::Element* prop = nullptr;
};

// Items that are there, and names that are not, ascending by the cursor of their event.
struct Page {
    std::vector<store::Resource> there;
    std::vector<store::GoneResource> gone;
    bool cut = false;
    Cursor last;  // of the last event, when it was cut
};

Cursor at(const store::Resource& item) {
    return {item.modseq, item.uid};
}
Cursor at(const store::GoneResource& gone) {
    return {gone.modseq, gone.uid};
}

template <class T>
void drop_after(std::vector<T>& events, Cursor last) {
    std::erase_if(events, [&](const T& each) { return at(each) > last; });
}

struct Event {
    Cursor at;
    std::uint64_t size = 0;  // of a text that the answer has
    auto operator<=>(const Event&) const = default;
};

// Keeps the first events of both: so many, and no more texts than an answer has.
void cut(Page& page, std::size_t limit, bool with_texts) {
    std::vector<Event> all;
    for (const auto& each : page.there) {
        all.push_back({at(each), with_texts ? each.size : 0});
    }
    for (const auto& each : page.gone) {
        all.push_back({at(each)});
    }
    std::sort(all.begin(), all.end());
    std::size_t kept = 0;
    for (std::uint64_t bytes = 0; kept < all.size() && kept < limit; ++kept) {
        bytes += all[kept].size;
        if (bytes > kMostBytes) {
            break;
        }
    }
    if (kept < all.size()) {
        page.cut = true;
        page.last = all[kept - 1].at;  // no text alone is too large
        drop_after(page.there, page.last);
        drop_after(page.gone, page.last);
    }
}

Page read_page(const store::Snapshot& snapshot, const Collection& collection,
               const SyncPlace& place, std::size_t limit, bool with_texts) {
    const int most = static_cast<int>(limit) + 1;
    Page page;
    page.there = snapshot.resources_after(collection.id, place.upto, most);
    const Cursor floor{place.floor, kMaxUid};
    page.gone = snapshot.gone_after(collection.id, std::max(place.upto, floor), most);
    cut(page, limit, with_texts);
    // What is there again under its name is told as changed, or has been. What came after the token
    // and went again is told as gone: the client may have made it itself.
    std::erase_if(page.gone, [&](const store::GoneResource& each) {
        return snapshot.resource(collection.id, each.name).has_value();
    });
    return page;
}

// Several items of one name may have gone.
void keep_each_name_once(std::vector<store::GoneResource>& gone) {
    std::sort(gone.begin(), gone.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
    gone.erase(std::unique(gone.begin(), gone.end(),
                           [](const auto& a, const auto& b) { return a.name == b.name; }),
               gone.end());
}

void write_page(const Context& context, const store::Snapshot& snapshot, const Node& book,
                const PropertyRequest& wanted, Page page, xml::Writer& out) {
    const auto view = context.view(snapshot);
    const bool minimal = preferences_of(context.request).minimal;
    for (auto& each : page.there) {
        const auto node = node_of(book, std::move(each));
        std::string text;
        if (wanted.wants_data()) {
            text = snapshot.bytes(node.item->object, 0, node.item->size);
        }
        wanted.respond(view, node, minimal, wanted.wants_data() ? &text : nullptr, out);
    }
    keep_each_name_once(page.gone);
    for (const auto& each : page.gone) {
        write_status(out, book.book->path + encode_segment(each.name), 404);
    }
    if (page.cut) {
        write_status(out, book.book->path, 507, kWithinLimits);
    }
}

Result<Reply> answer(const Context& context, const store::Snapshot& snapshot, const Wish& wish) {
    const auto book = locate(snapshot, context.owner, context.place);
    if (!book) {
        return Reply::of(404);
    }
    const auto& collection = book->book->collection;
    const auto place = wish.token.empty()
                           ? Result<SyncPlace>(SyncPlace{{}, collection.highest})
                           : parse_sync_token(wish.token, book->book->account, collection);
    if (!place) {
        return refused(403, kValidToken);
    }
    const auto properties = PropertyRequest::parse_report(wish.prop, book->books);
    if (const auto* broken = std::get_if<Broken>(&properties)) {
        return refused(403, broken->condition);
    }
    const auto& wanted = std::get<PropertyRequest>(properties);
    Page page = read_page(snapshot, collection, *place, wish.limit, wanted.wants_data());
    const auto next = page.cut
                          ? page_token(book->book->account, collection, {page.last, place->floor})
                          : sync_token(book->book->account, collection);
    auto out = begin_multistatus();
    write_page(context, snapshot, *book, wanted, std::move(page), out);
    out.element({kDav, "sync-token"}, next);
    return end_multistatus(std::move(out));
}

}  // namespace

Reply report_changes(const Context& context, const xml::Element& report) {
    const auto depth = depth_of(context.request, Depth::kZero);
    const auto* token = report.child(Name{kDav, "sync-token"});
    const auto* level = report.child(Name{kDav, "sync-level"});
    const auto limit = limit_of(report, kDav);
    if (!depth || *depth == Depth::kInfinity || token == nullptr || !limit || *limit == 0) {
        return Reply::of(400);
    }
    // Books have no collections inside: "infinite" is no more than "1".
    if (level != nullptr && trim(level->text) != "1" && trim(level->text) != "infinite") {
        return Reply::of(400);
    }
    const Wish wish{std::string(trim(token->text)), *limit, report.child(Name{kDav, "prop"})};
    auto reply = context.account->read(
        [&](const store::Snapshot& snapshot) { return answer(context, snapshot, wish); });
    return reply ? *std::move(reply) : failed(reply.error());
}

}  // namespace syncgate::dav

// multiget: the items that a client lists; query: those that it describes.
// Source: RFC 6352 8.6, 8.7.
#include "protocols/dav/answer_limit.h"
#include "protocols/dav/answers.h"
#include "protocols/dav/reports.h"
#include "store/resource_texts.h"

namespace syncgate::dav {
namespace {

using xml::Name;

// A book's items in the form that a report wants.
class Responder {
  public:
    Responder(const Context& context, const store::Snapshot& snapshot,
              const PropertyRequest& wanted)
        : snapshot_(snapshot),
          wanted_(wanted),
          view_(context.view(snapshot)),
          minimal_(preferences_of(context.request).minimal),
          out_(begin_multistatus()) {}

    void respond(const Node& item) {
        if (wanted_.wants_data()) {
            respond(item, snapshot_.bytes(item.item->object, 0, item.item->size));
        } else {
            wanted_.respond(view_, item, minimal_, nullptr, out_);
        }
    }
    void respond(const Node& item, const std::string& text) {
        wanted_.respond(view_, item, minimal_, &text, out_);
    }
    xml::Writer& out() { return out_; }
    Reply reply() { return end_multistatus(std::move(out_)); }

  private:
    const store::Snapshot& snapshot_;
    const PropertyRequest& wanted_;
    View view_;
    bool minimal_;
    xml::Writer out_;
};

// The item that an href names; nullopt where there is none. `near` is the book of the last one:
// a list names few books.
std::optional<Node> find_listed(const Context& context, const store::Snapshot& snapshot,
                                std::string_view href, std::optional<Node>& near,
                                std::string& near_name) {
    const auto place = parse_path(href);
    if (!place || place->kind != Kind::kItem || !is_in_tree(context, *place)) {
        return std::nullopt;
    }
    if (!near || near_name != place->book || near->books != place->books) {
        near = locate_book(snapshot, context.owner, *place);
        near_name = place->book;
    }
    auto item = near ? snapshot.resource(near->book->collection.id, place->name) : std::nullopt;
    return item ? std::optional(node_of(*near, *std::move(item))) : std::nullopt;
}

// Whether all that match stand in the answer.
bool search(const store::Snapshot& snapshot, const Node& book, const Filter& filter,
            std::size_t limit, Responder& responder) {
    const auto is_wanted = [&](std::string_view text) { return filter.matches(text); };
    std::vector<store::ReadResource> page;
    std::size_t found = 0;
    Uid last = 0;
    for (bool more = true; more;) {
        more = store::find_resources(snapshot, book.book->collection.id, last, is_wanted, page);
        for (auto& [resource, text] : page) {
            if (found++ == limit || is_full(responder.out())) {
                return false;
            }
            responder.respond(node_of(book, std::move(resource)), text);
        }
    }
    return true;
}

}  // namespace

Reply report_listed(const Context& context, const xml::Element& report) {
    const auto properties =
        PropertyRequest::parse_report(report.child(Name{kDav, "prop"}), context.place.books);
    if (const auto* broken = std::get_if<Broken>(&properties)) {
        return refused(403, broken->condition);
    }
    auto reply = context.account->read([&](const store::Snapshot& snapshot) -> Result<Reply> {
        if (!locate(snapshot, context.owner, context.place)) {
            return Reply::of(404);
        }
        Responder responder(context, snapshot, std::get<PropertyRequest>(properties));
        std::optional<Node> near;
        std::string near_name;
        for (const auto& each : report.children) {
            if (!each.is({kDav, "href"})) {
                continue;
            }
            const auto href = trim(each.text);
            if (is_full(responder.out())) {
                write_status(responder.out(), href, 507);
            } else if (const auto item = find_listed(context, snapshot, href, near, near_name)) {
                responder.respond(*item);
            } else {
                write_status(responder.out(), href, 404);
            }
        }
        return responder.reply();
    });
    return reply ? *std::move(reply) : failed(reply.error());
}

Reply report_found(const Context& context, const xml::Element& report) {
    const auto& books = *context.place.books;
    const auto depth = depth_of(context.request, Depth::kOne);
    const auto limit = limit_of(report, books.facts().query.ns);
    if (!depth || !limit) {
        return Reply::of(400);
    }
    const auto filter = books.parse_filter(report);
    const auto properties = PropertyRequest::parse_report(report.child(Name{kDav, "prop"}), &books);
    for (const auto* broken : {std::get_if<Broken>(&filter), std::get_if<Broken>(&properties)}) {
        if (broken != nullptr) {
            return refused(403, broken->condition);
        }
    }
    auto reply = context.account->read([&](const store::Snapshot& snapshot) -> Result<Reply> {
        const auto node = locate(snapshot, context.owner, context.place);
        if (!node) {
            return Reply::of(404);
        }
        Responder responder(context, snapshot, std::get<PropertyRequest>(properties));
        const auto& wanted = *std::get<std::unique_ptr<Filter>>(filter);
        if (node->kind == Kind::kItem) {
            const auto text = snapshot.bytes(node->item->object, 0, node->item->size);
            if (wanted.matches(text)) {
                responder.respond(*node, text);
            }
            return responder.reply();
        }
        // A depth of 0 asks about the collection itself, which is no item.
        if (*depth != Depth::kZero && !search(snapshot, *node, wanted, *limit, responder)) {
            write_status(responder.out(), node->book->path, 507, kWithinLimits);
        }
        return responder.reply();
    });
    return reply ? *std::move(reply) : failed(reply.error());
}

}  // namespace syncgate::dav

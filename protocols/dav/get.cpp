// GET and HEAD: an item's bytes, or a book's items one after the other.
// Source: RFC 9110 9.3.1, 13.2.2, 14.
#include <algorithm>

#include "base/text.h"
#include "protocols/dav/answers.h"
#include "protocols/dav/file_tree.h"
#include "protocols/dav/http_date.h"
#include "protocols/dav/methods.h"

namespace syncgate::dav {
namespace {

struct Range {
    std::uint64_t begin = 0, end = 0;  // of a text: [begin, end)
    [[nodiscard]] bool is_empty() const { return begin >= end; }
};

// "bytes=2-5", "bytes=2-", "bytes=-3". nullopt: none, several, or no range: the whole is given.
std::optional<Range> range_of(const Request& request, const std::string& etag, std::uint64_t size) {
    const auto* field = request.headers.find("Range");
    const auto* only_if = request.headers.find("If-Range");
    constexpr std::string_view kUnit = "bytes=";
    if (field == nullptr || !istarts_with(*field, kUnit) ||
        (only_if != nullptr && trim(*only_if) != etag)) {
        return std::nullopt;
    }
    const auto text = trim(std::string_view(*field).substr(kUnit.size()));
    const auto dash = text.find('-');
    if (dash == std::string_view::npos) {
        return std::nullopt;
    }
    const auto first = parse_uint(text.substr(0, dash));
    const auto last = parse_uint(text.substr(dash + 1));
    if (dash == 0) {
        return last ? std::optional(Range{size - std::min(*last, size), size}) : std::nullopt;
    }
    const bool open = dash + 1 == text.size();
    if (!first || (!open && (!last || *last < *first))) {
        return std::nullopt;
    }
    return Range{*first, open || *last >= size ? size : *last + 1};
}

void add_validators(const store::Resource& item, Reply& reply) {
    reply.headers.add("ETag", etag_of(item));
    reply.headers.add("Last-Modified", http_date(item.changed));
}

// Null: the client wants an item as it was stored.
std::unique_ptr<DataForm> wanted_form(const Context& context, const Node& node) {
    const auto* accept = context.request.headers.find("Accept");
    return node.books == nullptr || accept == nullptr ? nullptr
                                                      : node.books->accepted_form(*accept);
}

// The whole text in another form. Its tag is weak: what a client changes is the text that is
// stored.
Reply converted_reply(const Node& node, std::string text) {
    Reply reply = Reply::of(200, std::move(text), content_type_of(node));
    reply.headers.add("ETag", "W/" + etag_of(*node.item));
    reply.headers.add("Last-Modified", http_date(node.item->changed));
    return reply;
}

Reply item_reply(const Context& context, const store::Snapshot& snapshot, const Node& node) {
    const auto& item = *node.item;
    if (const int status = check_conditions(context, snapshot, node); status != 0) {
        Reply reply = Reply::of(status);
        add_validators(item, reply);
        return reply;
    }
    if (const auto form = wanted_form(context, node)) {
        const auto stored = snapshot.bytes(item.object, 0, item.size);
        if (auto text = form->render(stored); text != stored) {
            return converted_reply(node, std::move(text));
        }
    }
    const auto range = range_of(context.request, etag_of(item), item.size);
    Reply reply = Reply::of(range ? 206 : 200);
    const std::string size = std::to_string(item.size);
    if (range && range->is_empty()) {
        reply.status = 416;
        reply.headers.add("Content-Range", "bytes */" + size);
        return reply;
    }
    const Range all{0, item.size};
    const Range& part = range ? *range : all;
    if (range) {
        reply.headers.add("Content-Range", "bytes " + std::to_string(part.begin) + "-" +
                                               std::to_string(part.end - 1) + "/" + size);
    }
    reply.headers.add("Content-Type", content_type_of(node));
    reply.headers.add("Accept-Ranges", "bytes");
    add_validators(item, reply);
    reply.body = node.notice ? node.notice->text.substr(part.begin, part.end - part.begin)
                             : snapshot.bytes(item.object, part.begin, part.end);
    return reply;
}

// The items of a book, a slice at a time: each read sees the book as it is then.
class WholeBook final : public BodySource {
  public:
    // shared: the account must stay open while the answer is on its way.
    WholeBook(std::shared_ptr<store::Account> account, CollectionId book,
              std::unique_ptr<DataForm> form)
        : account_(std::move(account)), book_(book), form_(std::move(form)) {}

    Result<void> read(std::string& out) override {
        return account_->read([&](const store::Snapshot& snapshot) -> Result<void> {
            constexpr int kPage = 100;
            constexpr std::size_t kSlice = 64U << 10U;
            while (out.size() < kSlice) {
                const auto page = snapshot.resources(book_, last_, kPage);
                if (page.empty()) {
                    return {};
                }
                for (const auto& each : page) {
                    const auto text = snapshot.bytes(each.object, 0, each.size);
                    append(form_ == nullptr ? text : form_->render(text), out);
                    last_ = each.uid;
                    if (out.size() >= kSlice) {
                        return {};
                    }
                }
            }
            return {};
        });
    }

  private:
    static void append(const std::string& text, std::string& out) {
        out += text;
        if (!text.ends_with('\n')) {
            out += "\r\n";
        }
    }

    std::shared_ptr<store::Account> account_;
    CollectionId book_;
    std::unique_ptr<DataForm> form_;  // null: as they were stored
    Uid last_ = 0;
};

}  // namespace

Reply run_get(Context& context) {
    auto answer = context.account->read([&](const store::Snapshot& snapshot) -> Result<Reply> {
        const auto node = locate(snapshot, context.owner, context.place);
        if (!node) {
            return Reply::of(404);
        }
        if (node->item) {
            return item_reply(context, snapshot, *node);
        }
        if (node->kind == Kind::kFolder) {  // there is nothing to see but its properties
            Reply reply = Reply::of(405);
            reply.headers.add("Allow", "OPTIONS, PROPFIND, PROPPATCH, DELETE, COPY, MOVE");
            return reply;
        }
        Reply reply = Reply::of(200, {}, node->books->facts().content_type);
        reply.body = std::make_unique<WholeBook>(context.account, node->book->collection.id,
                                                 wanted_form(context, *node));
        return reply;
    });
    return answer ? *std::move(answer) : failed(answer.error());
}

}  // namespace syncgate::dav

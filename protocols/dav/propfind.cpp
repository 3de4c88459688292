// PROPFIND. Source: RFC 4918 9.1.
#include "protocols/dav/answer_limit.h"
#include "protocols/dav/answers.h"
#include "protocols/dav/directory_entries.h"
#include "protocols/dav/file_tree.h"
#include "protocols/dav/methods.h"
#include "protocols/dav/notices.h"
#include "protocols/dav/people.h"
#include "protocols/dav/shared_books.h"

namespace syncgate::dav {
namespace {

constexpr int kPage = 1000;

// What is directly below a node, one after the other.
template <class Visit>
void visit_members(const Context& context, const store::Snapshot& snapshot, const Node& node,
                   Visit visit) {
    const auto visit_place = [&](Kind kind, const BookClass* books) {
        Place place;
        place.kind = kind;
        place.books = books;
        visit(node_of(place));
    };
    switch (node.kind) {
        case Kind::kRoot:
            visit_place(Kind::kPrincipals, nullptr);
            for (const auto* books : book_classes()) {
                visit_place(Kind::kHomes, books);
            }
            visit_place(Kind::kFileHomes, nullptr);
            visit_place(Kind::kDirectory, &directory_class());
            return;
        case Kind::kPrincipals:
            visit(own_principal(context.owner));
            for (const auto* each : context.people->all()) {
                if (each->account != context.owner.account) {
                    visit(node_of(*each));
                }
            }
            visit_place(Kind::kGroups, nullptr);
            return;
        case Kind::kGroups:
            for (const auto& each : context.people->groups) {
                visit(node_of(each));
            }
            return;
        case Kind::kNotices:
            for (auto& each : notices_in(context.owner)) {
                visit(std::move(each));
            }
            return;
        case Kind::kHomes:
            visit_place(Kind::kHome, node.books);
            return;
        case Kind::kHome:
            for (auto& book : books_in(snapshot, context.owner, *node.books)) {
                visit(std::move(book));
            }
            return;
        case Kind::kBook: {
            const auto id = node.book->collection.id;
            for (auto page = snapshot.resources(id, 0, kPage); !page.empty();) {
                const Uid last = page.back().uid;
                for (auto& each : page) {
                    visit(node_of(node, std::move(each)));
                }
                page = snapshot.resources(id, last, kPage);
            }
            return;
        }
        case Kind::kFileHomes: {
            Place root;
            root.kind = Kind::kFolder;
            if (auto folder = locate(snapshot, context.owner, root)) {
                visit(*std::move(folder));
            }
            return;
        }
        case Kind::kFolder:
            for (auto page = files_page(snapshot, node, ""); !page.empty();) {
                std::string last = page.back().file->file.resource.name;
                for (auto& each : page) {
                    visit(std::move(each));
                }
                page = files_page(snapshot, node, last);
            }
            return;
        case Kind::kPrincipal:
        case Kind::kGroup:
        case Kind::kItem:
        case Kind::kFile:
        case Kind::kNotice:
        case Kind::kDirectory:
        case Kind::kEntry:
            return;
    }
}

// An answer while it is written.
class Answer {
  public:
    Answer(const Context& context, const PropertyRequest& wanted)
        : context_(context),
          wanted_(wanted),
          preferences_(preferences_of(context.request)),
          out_(begin_multistatus()) {}

    // What stands at the path, and below. Gives what is said instead, if anything is.
    std::optional<Reply> write(const store::Snapshot& snapshot, Depth depth) {
        const auto node = locate(snapshot, context_.owner, context_.place);
        if (!node) {
            return Reply::of(404);
        }
        if (depth == Depth::kInfinity && node->is_collection()) {
            return refused(403, {kDav, "propfind-finite-depth"});
        }
        const auto view = context_.view(snapshot);
        if (!preferences_.no_root || depth != Depth::kOne) {
            respond(view, *node);
        }
        if (depth == Depth::kOne) {
            visit_members(context_, snapshot, *node,
                          [&](const Node& each) { respond(view, each); });
        }
        root_ = path_of(context_.owner, *node);
        return std::nullopt;
    }
    void respond(const View& view, const Node& node) {
        if (!is_full(out_)) {
            wanted_.respond(view, node, preferences_.minimal, nullptr, out_);
        }
    }
    Reply reply() {
        if (is_full(out_)) {
            write_status(out_, root_, 507, kWithinLimits);
        }
        return end_multistatus(std::move(out_));
    }

  private:
    const Context& context_;
    const PropertyRequest& wanted_;
    Preferences preferences_;
    xml::Writer out_;
    std::string root_;
};

Result<Reply> answer(const Context& context, Depth depth, const PropertyRequest& wanted) {
    Answer answer(context, wanted);
    auto instead =
        context.account->read([&](const store::Snapshot& snapshot) -> Result<std::optional<Reply>> {
            return answer.write(snapshot, depth);
        });
    if (!instead || *instead) {
        return instead ? Result<Reply>(**std::move(instead)) : instead.error();
    }
    if (context.place.kind == Kind::kHome && depth == Depth::kOne) {
        const auto shared = visit_shared_books(
            context, *context.place.books,
            [&](const View& view, const Node& book) { answer.respond(view, book); });
        if (!shared) {
            return shared.error();
        }
    }
    return answer.reply();
}

}  // namespace

Reply run_propfind(Context& context) {
    const auto depth = depth_of(context.request, Depth::kInfinity);
    const auto body = body_of(context);
    if (!depth || !body) {
        return failed(depth ? body.error() : depth.error());
    }
    const auto wanted = PropertyRequest::parse(*body ? &**body : nullptr);
    if (!wanted) {
        return failed(wanted.error());
    }
    if (const auto loaded = load(context, wanted->needs()); !loaded) {
        return failed(loaded.error());
    }
    auto reply = holds_at(kOfDirectory, context.place.kind)
                     ? describe_entry(context, *depth, *wanted)
                     : answer(context, *depth, *wanted);
    return reply ? *std::move(reply) : failed(reply.error());
}

}  // namespace syncgate::dav

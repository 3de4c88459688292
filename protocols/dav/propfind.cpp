// PROPFIND. Source: RFC 4918 9.1.
#include "protocols/dav/answer_limit.h"
#include "protocols/dav/answers.h"
#include "protocols/dav/file_tree.h"
#include "protocols/dav/methods.h"

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
            return;
        case Kind::kPrincipals:
            visit_place(Kind::kPrincipal, nullptr);
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
        case Kind::kPrincipal:
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
        case Kind::kItem:
        case Kind::kFile:
            return;
    }
}

Result<Reply> answer(const Context& context, const store::Snapshot& snapshot, Depth depth,
                     const PropertyRequest& wanted) {
    const auto node = locate(snapshot, context.owner, context.place);
    if (!node) {
        return Reply::of(404);
    }
    if (depth == Depth::kInfinity && node->is_collection()) {
        return refused(403, {kDav, "propfind-finite-depth"});
    }
    const auto preferences = preferences_of(context.request);
    const auto view = context.view(snapshot);
    auto out = begin_multistatus();
    const auto respond = [&](const Node& each) {
        if (!is_full(out)) {
            wanted.respond(view, each, preferences.minimal, nullptr, out);
        }
    };
    if (!preferences.no_root || depth != Depth::kOne) {
        respond(*node);
    }
    if (depth == Depth::kOne) {
        visit_members(context, snapshot, *node, respond);
    }
    if (is_full(out)) {
        write_status(out, path_of(context.owner, *node), 507, kWithinLimits);
    }
    return end_multistatus(std::move(out));
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
    auto reply = context.account->read([&](const store::Snapshot& snapshot) {
        return answer(context, snapshot, *depth, *wanted);
    });
    return reply ? *std::move(reply) : failed(reply.error());
}

}  // namespace syncgate::dav

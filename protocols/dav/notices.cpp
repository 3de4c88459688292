#include "protocols/dav/notices.h"

#include <algorithm>

#include "base/hex.h"
#include "formats/digest/sha256.h"
#include "protocols/dav/answers.h"
#include "protocols/dav/methods.h"
#include "store/directory.h"

namespace syncgate::dav {
namespace {

Node node_of(std::shared_ptr<const store::Notice> notice) {
    Node node{Kind::kNotice};
    store::Resource item;
    item.name = notice->name;
    item.digest = digest::sha256(notice->text);
    item.size = notice->text.size();
    item.changed = item.entered = notice->written;
    node.item = std::move(item);
    node.notice = std::move(notice);
    return node;
}

}  // namespace

Result<void> enter_notices(Context& context) {
    auto found = context.services.store.directory().invitations().notices(context.owner.account);
    if (!found) {
        return found.error();
    }
    auto all = std::make_shared<Notices>();
    for (auto& each : *found) {
        all->push_back(std::make_shared<const store::Notice>(std::move(each)));
    }
    context.owner.notices = std::move(all);
    return {};
}

std::vector<Node> notices_in(const Owner& owner) {
    std::vector<Node> found;
    if (owner.notices) {
        for (const auto& each : *owner.notices) {
            found.push_back(node_of(each));
        }
    }
    return found;
}

std::optional<Node> locate_notice(const Owner& owner, std::string_view name) {
    if (!owner.notices) {
        return std::nullopt;
    }
    const auto it = std::find_if(owner.notices->begin(), owner.notices->end(),
                                 [&](const auto& each) { return each->name == name; });
    return it == owner.notices->end() ? std::nullopt : std::optional(node_of(*it));
}

std::string tag_of_notices(const Owner& owner) {
    std::string all;
    for (const auto& each : notices_in(owner)) {
        all += each.item->name + "\n" + each.item->digest;
    }
    return hex_encode(digest::sha256(all));
}

Reply run_delete_notice(Context& context) {
    const auto& name = context.place.name;
    const auto status = context.account->read([&](const store::Snapshot& snapshot) -> Result<int> {
        const auto node = locate(snapshot, context.owner, context.place);
        return node ? check_conditions(context, snapshot, node) : 404;
    });
    if (!status || *status != 0) {
        return status ? Reply::of(*status) : failed(status.error());
    }
    const auto removed =
        context.services.store.directory().invitations().remove_notice(context.owner.account, name);
    return removed ? Reply::of(204) : failed(removed.error());
}

}  // namespace syncgate::dav

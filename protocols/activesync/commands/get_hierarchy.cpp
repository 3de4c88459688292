#include "protocols/activesync/commands/get_hierarchy.h"

#include "formats/wbxml/tags.h"
#include "protocols/activesync/commands/folder_element.h"
#include "protocols/activesync/commands/shared_folders.h"
#include "protocols/activesync/status.h"
#include "protocols/activesync/sync/hierarchy.h"

namespace syncgate::activesync {

Answer run_get_hierarchy(Context& context, const wbxml::Element* /*always empty*/) {
    namespace hierarchy = wbxml::folder_hierarchy;
    using Shown = Result<std::vector<Collection>>;
    const auto loaded = load_shared(context);
    const auto shown = loaded
                           ? context.account->read([&](const store::Snapshot& snapshot) -> Shown {
                                 return tell(snapshot, context.viewer(), {}).changes.added;
                             })
                           : Shown(loaded.error());
    if (!shown) {
        context.services.log.error("folder_sync_failed", {{"account", context.who.address},
                                                          {"reason", shown.error().detail}});
        return fail(*find_command("GetHierarchy"), context.version, status_of(shown.error().code));
    }
    wbxml::Element root(hierarchy::kFolders);
    for (const auto& folder : *shown) {
        add_folder(root, hierarchy::kFolder, folder);
    }
    return root;
}

}  // namespace syncgate::activesync

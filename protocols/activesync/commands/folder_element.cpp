#include "protocols/activesync/commands/folder_element.h"

#include "formats/wbxml/tags.h"
#include "protocols/activesync/sync/folder_type.h"
#include "protocols/activesync/sync/server_id.h"

namespace syncgate::activesync {

void add_folder(wbxml::Element& list, wbxml::Tag tag, const Collection& folder) {
    namespace hierarchy = wbxml::folder_hierarchy;
    wbxml::Element& element = list.add(tag);
    element.add(hierarchy::kServerId, to_server_id(folder.id));
    element.add(hierarchy::kParentId, to_server_id(folder.parent));
    element.add(hierarchy::kDisplayName, folder.name);
    element.add(hierarchy::kType, folder_type(folder));
}

}  // namespace syncgate::activesync

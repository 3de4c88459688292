#include "store/incoming.h"

#include "base/text.h"
#include "formats/mime/conversation.h"

namespace syncgate::store {
namespace {

constexpr DeviceNumber kNoDevice = 0;  // the account's own
constexpr std::string_view kMemory = "conversation";
constexpr UnixSeconds kYear = 365 * 86'400;

std::optional<Collection> folder_of(const Snapshot& snapshot, std::string_view conversation) {
    const auto kept = snapshot.remembered(kNoDevice, kMemory, conversation);
    const auto id = kept ? parse_uint(*kept) : std::nullopt;
    auto folder = id ? snapshot.collection(static_cast<CollectionId>(*id)) : std::nullopt;
    return folder && folder->item_class == ItemClass::kMail ? folder : std::nullopt;
}

}  // namespace

void send_conversation(Note& note, std::string_view conversation, CollectionId folder,
                       UnixSeconds now) {
    note.remember(kNoDevice, kMemory, conversation, std::to_string(folder), now + kYear);
}

std::optional<Collection> incoming_folder(const Snapshot& snapshot, std::string_view envelope,
                                          Role role) {
    if (role == Role::kInbox) {
        const auto decoded = mime::decode_envelope(envelope);
        const std::string conversation = decoded ? mime::conversation_id(*decoded) : std::string();
        if (!conversation.empty()) {
            if (auto folder = folder_of(snapshot, conversation)) {
                return folder;
            }
        }
    }
    return snapshot.by_role(ItemClass::kMail, role);
}

}  // namespace syncgate::store

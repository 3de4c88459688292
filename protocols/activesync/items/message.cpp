#include "protocols/activesync/items/message.h"

namespace syncgate::activesync {

Result<Message> load_message(const store::Snapshot& snapshot, const Item& item,
                             const RenderOptions& options) {
    auto object = snapshot.object(item.object);
    if (!object) {
        return Error{ErrorCode::kNotFound, "an item without its object"};
    }
    auto envelope = mime::decode_envelope(object->envelope);
    if (!envelope) {
        return envelope.error();
    }
    auto structure = mime::decode_structure(object->structure);
    if (!structure) {
        return structure.error();
    }
    return Message{
        snapshot, item, options, *std::move(object), *std::move(envelope), *std::move(structure)};
}

}  // namespace syncgate::activesync

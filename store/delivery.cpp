#include "store/delivery.h"

#include "base/limits.h"
#include "formats/mime/message_index.h"
#include "store/incoming.h"

namespace syncgate::store {

NewObject index_mail(const PagedText& message) {
    auto index = mime::index(message);
    NewObject object;
    object.bytes = message;
    object.envelope = mime::encode(index.envelope);
    object.structure = mime::encode(index.structure);
    object.preview = std::move(index.preview);
    object.text = std::move(index.text);
    object.rendition = mime::kRendition;
    return object;
}

Result<Delivered> deliver(Account& account, const Clock& clock, const Delivery& delivery) {
    if (delivery.message.size() > limits::kMessageBytes) {
        return Error{ErrorCode::kTooLarge, "message over the limit"};
    }
    const std::string message = mime::to_crlf(delivery.message);
    return deliver(account, clock, index_mail(message), delivery);
}

Result<Delivered> deliver(Account& account, const Clock& clock, const NewObject& object,
                          const Delivery& delivery) {
    return account.write([&](Change& change) -> Result<Delivered> {
        auto folder = delivery.collection != 0
                          ? change.collection(delivery.collection)
                          : incoming_folder(change, object.envelope, delivery.role);
        if (!folder || folder->item_class != ItemClass::kMail) {
            return Error{ErrorCode::kNotFound, "no such mail folder"};
        }
        const auto size = static_cast<std::int64_t>(object.bytes.size());
        if (auto room = change.make_room(size, 1); !room) {
            return room.error();
        }
        NewItem item;
        item.object = change.add_object(object);
        item.sort_key = delivery.received.value_or(clock.now());
        item.flags = delivery.flags;
        return Delivered{folder->id, change.add_item(folder->id, item)};
    });
}

}  // namespace syncgate::store

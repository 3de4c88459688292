// Mail that comes in: indexed once, put into a folder, durable when deliver() returns.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "model/collection.h"
#include "model/ids.h"
#include "store/account.h"

namespace syncgate::store {

struct Delivery {
    std::string_view message{};   // any line ends; stored with CRLF
    CollectionId collection = 0;  // 0: by role, or where its conversation goes (incoming.h)
    Role role = Role::kInbox;
    std::uint32_t flags = 0;
    std::optional<UnixSeconds> received{};  // INTERNALDATE; now when absent
};

struct Delivered {
    CollectionId collection = 0;
    Uid uid = 0;
};

// The object of a message, indexed; for a write that does more than deliver. `message` must
// already have CRLF line ends (mime::to_crlf) and outlives the result.
NewObject index_mail(const PagedText& message);

// Trash gives up its oldest where the quota has no room for it. Errors: kTooLarge
// (limits::kMessageBytes), kNotFound (collection), kOverQuota, those of Account::write.
Result<Delivered> deliver(Account& account, const Clock& clock, const Delivery& delivery);

// The same of a message that was indexed before, for each of its recipients; `delivery.message` is
// not looked at.
Result<Delivered> deliver(Account& account, const Clock& clock, const NewObject& object,
                          const Delivery& delivery = {});

}  // namespace syncgate::store

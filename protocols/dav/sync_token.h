// Up to where a client has seen a collection, as DAV:sync-token says it. Source: RFC 6578 4.
//
//     data:,ACCOUNT/COLLECTION/UIDVALIDITY/MODSEQ            all of it at that modseq
//     data:,ACCOUNT/COLLECTION/UIDVALIDITY/MODSEQ/UID/FLOOR  a page: events up to (MODSEQ, UID);
//                                                            what left up to FLOOR it never had
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "model/collection.h"
#include "model/ids.h"

namespace syncgate::dav {

struct SyncPlace {
    Cursor upto;
    Modseq floor = 0;
};

// Of a client that has seen all that is there; the property of the same name.
std::string sync_token(AccountId account, const Collection& collection);
std::string page_token(AccountId account, const Collection& collection, const SyncPlace& place);

// Errors: kConflict (of another collection, of a time that has not been, or so old that what left
// since is forgotten: the client has to begin anew).
Result<SyncPlace> parse_sync_token(std::string_view token, AccountId account,
                                   const Collection& collection);

}  // namespace syncgate::dav

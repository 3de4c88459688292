#include "protocols/activesync/quirks.h"

#include "base/text.h"

namespace syncgate::activesync {
namespace {

struct Row {
    std::string_view device_type;  // a prefix
    std::string_view user_agent;   // stands in it; "": any
    Quirks quirks;
};

// How well each is known: A, seen in a public log or in the client's source; B, named in the code
// of another server; G, a guess. What clients do that needs no row is in docs/activesync.md.
constexpr Row kRows[] = {
    // B: Outlook 2013 to 2019 for Windows has no Provision: other servers exempt it by its
    // DeviceType. A: it stops with "missing folder" and shows nothing of the kind when a default
    // folder is not
    // there (public report of Mail-in-a-Box, 2018, of a calendar). B: a mail that it moves it keeps
    // itself, and takes the Add that follows for a second one.
    {"WindowsOutlook",
     "",
     {.never_provisions = true, .keeps_default_folders = true, .keeps_moved = true}},
    // A: the mail program of Android's source makes local folders for Inbox, Drafts, Sent and Trash
    // that the first FolderSync lacks, and keeps them beside those that come later
    // (FolderSyncParser, commit): two inboxes after the layer is switched on.
    {"Android", "", {.keeps_default_folders = true}},
    // G: Samsung Email grew from the same source; its own was not seen.
    {"SAMSUNG", "", {.keeps_default_folders = true}},
    // A: iOS 6 asks again at once after an empty answer, for ever (public issue of Z-Push). Its
    // builds are 10A and 10B, "Apple-iPhone4C1/1002.329".
    {"iPhone", "/100", {.empty_picture_keeps = true, .wants_whole_answers = true}},
    {"iPad", "/100", {.empty_picture_keeps = true, .wants_whole_answers = true}},
    {"iPod", "/100", {.empty_picture_keeps = true, .wants_whole_answers = true}},
    // B: every edit of a contact whose picture was not made on the phone sends an empty Picture;
    // other servers leave the picture as it is.
    {"iPhone", "", {.empty_picture_keeps = true}},
    {"iPad", "", {.empty_picture_keeps = true}},
    {"iPod", "", {.empty_picture_keeps = true}},
    // B: Microsoft's Connectivity Analyzer tests without provisioning.
    {"TestActiveSyncConnectivity", "", {.never_provisions = true}},
};

}  // namespace

Quirks quirks_of(std::string_view device_type, std::string_view user_agent) {
    for (const auto& row : kRows) {
        if (istarts_with(device_type, row.device_type) &&
            user_agent.find(row.user_agent) != std::string_view::npos) {
            return row.quirks;
        }
    }
    return {};
}

}  // namespace syncgate::activesync

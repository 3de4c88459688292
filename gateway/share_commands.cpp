#include "gateway/share_commands.h"

#include "gateway/run_call.h"

namespace syncgate {
namespace {

int group_add(const CommandLine& line) {
    return run_call(line, {"group-add", {{"name", line.arguments[0]}}, {}});
}

int group_list(const CommandLine& line) {
    return run_call(line, {"group-list", {}, {}});
}

int group_delete(const CommandLine& line) {
    return run_call(line, {"group-delete", {{"name", line.arguments[0]}}, {}});
}

int group_join(const CommandLine& line) {
    return run_call(
        line, {"group-join", {{"name", line.arguments[0]}, {"account", line.arguments[1]}}, {}});
}

int group_leave(const CommandLine& line) {
    return run_call(
        line, {"group-leave", {{"name", line.arguments[0]}, {"account", line.arguments[1]}}, {}});
}

int group_book_call(const CommandLine& line, const std::string& operation) {
    const auto argument = [&](std::size_t i) {
        return i < line.arguments.size() ? line.arguments[i] : std::string();
    };
    return run_call(line, {operation,
                           {{"name", argument(0)},
                            {"book", argument(1)},
                            {"rights", argument(2)},
                            {"member", argument(3)}},
                           {}});
}

int group_book_add(const CommandLine& line) {
    return group_book_call(line, "group-book-add");
}

int group_book_list(const CommandLine& line) {
    return group_book_call(line, "group-book-list");
}

int group_book_remove(const CommandLine& line) {
    return group_book_call(line, "group-book-remove");
}

int group_book_right(const CommandLine& line) {
    return group_book_call(line, "group-book-right");
}

int share_call(const CommandLine& line, const std::string& operation) {
    return run_call(line, {operation,
                           {{"account", line.arguments[0]},
                            {"member", line.arguments[1]},
                            {"folder", line.value("--folder")},
                            {"rights", line.value("--rights")}},
                           {}});
}

int share_add(const CommandLine& line) {
    return share_call(line, "share-add");
}

int share_remove(const CommandLine& line) {
    return share_call(line, "share-remove");
}

int share_list(const CommandLine& line) {
    const std::string account = line.arguments.empty() ? "" : line.arguments[0];
    return run_call(line, {"share-list", {{"account", account}}, {}});
}

constexpr ProgramCommand kCommands[] = {
    {"group add", "NAME", "make a group of accounts",
     "Only members of a common group can share anything. Names are kept in lower case.\n\n"
     "  syncgate group add family\n",
     "", 1, 1, group_add},
    {"group list", "", "the groups and their members",
     "Prints one line a group: its name, a tab, and its members separated by blanks.\n\n"
     "  syncgate group list\n",
     "", 0, 0, group_list},
    {"group delete", "NAME", "delete a group",
     "Its members stay, but what they share ends at once unless another group has both. Its "
     "books\n"
     "go with it, and all that is in them.\n\n"
     "  syncgate group delete family\n",
     "", 1, 1, group_delete},
    {"group join", "NAME ADDRESS", "make an account a member of a group",
     "Nothing is shared by that: see `syncgate share add`. Folders that belong to the group are "
     "seen\n"
     "at once.\n\n"
     "  syncgate group join family u1@example.org\n",
     "", 2, 2, group_join},
    {"group leave", "NAME ADDRESS", "end an account's membership",
     "What it shares with members, and they with it, ends at once unless they have another group "
     "in\n"
     "common; joining again does not bring it back.\n\n"
     "  syncgate group leave family u1@example.org\n",
     "", 2, 2, group_leave},
    {"group book add", "GROUP BOOK [read|write]", "make an address book that a group owns",
     "Every member sees it by CardDAV and among recipients, and may read it, or read and write, "
     "as\n"
     "long as he is a member. It is nobody's own: who leaves does not take it along. What is in it "
     "counts\n"
     "for the account group:GROUP, which `account quota` knows, too.\n\n"
     "  syncgate group book add family Recipes\n"
     "  syncgate group book add family Numbers write\n",
     "", 2, 3, group_book_add},
    {"group book list", "[GROUP]", "the books that groups own",
     "Prints group, book, its number, what members may do, and those with a right of their own,\n"
     "separated by tabs.\n\n"
     "  syncgate group book list family\n",
     "", 0, 1, group_book_list},
    {"group book right", "GROUP BOOK read|write [MEMBER]", "what members may do in a group's book",
     "For all members, or for one, who has the stronger of both; `share remove group:GROUP MEMBER\n"
     "--folder BOOK` takes his own right back. BOOK may be a number, as in #40.\n\n"
     "  syncgate group book right family Recipes read\n"
     "  syncgate group book right family Recipes write u2@example.org\n",
     "", 3, 4, group_book_right},
    {"group book remove", "GROUP BOOK", "remove a group's book with all that is in it",
     "Its members no longer see it.\n\n"
     "  syncgate group book remove family Recipes\n",
     "", 2, 2, group_book_remove},
    {"share add", "OWNER MEMBER [--folder PATH] [--rights read|write]",
     "let a member of the same group see a mailbox",
     "MEMBER may read (or read and write) all of OWNER's folders, or only the one named with "
     "--folder.\n"
     "MEMBER group:NAME makes that folder the group's: each member sees it. Again with other "
     "rights\n"
     "replaces them; where several hold, the strongest counts. Devices show nothing shared unless\n"
     "`account layers MEMBER shared=on` allows it, and a layer is switched on. Address books are "
     "seen\n"
     "by CardDAV; of a whole "
     "mailbox\n"
     "they are only read. No protocol shows shared folders of mail yet.\n\n"
     "  syncgate share add u1@example.org u2@example.org\n"
     "  syncgate share add u1@example.org u2@example.org --folder Projects/2026 --rights write\n"
     "  syncgate share add u1@example.org group:family --folder Holidays\n"
     "  syncgate share add u1@example.org u2@example.org --folder Contacts --rights write\n",
     "--folder= --rights=", 2, 2, share_add},
    {"share list", "[ADDRESS]", "who sees what of whom",
     "Prints owner, folder (* is all of it, #12 one that is gone), member and rights, separated by "
     "tabs;\n"
     "with ADDRESS what that account shares or sees.\n\n"
     "  syncgate share list u1@example.org\n",
     "", 0, 1, share_list},
    {"share remove", "OWNER MEMBER [--folder PATH]", "end a share at once",
     "As it was added, and as it is listed: with the same --folder, or without.\n\n"
     "  syncgate share remove u1@example.org u2@example.org --folder Projects/2026\n",
     "--folder=", 2, 2, share_remove},
};

}  // namespace

std::span<const ProgramCommand> share_commands() {
    return kCommands;
}

}  // namespace syncgate

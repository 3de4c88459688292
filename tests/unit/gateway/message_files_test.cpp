#include "gateway/message_files.h"

#include <fstream>
#include <sstream>

#include <Poco/Zip/Compress.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <utime.h>

#include "base/limits.h"
#include "formats/mime/message_index.h"
#include "model/item.h"
#include "tests/unit/store/temp_folder.h"

namespace syncgate {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr UnixSeconds kFileTime = 1'700'000'000;
const std::string kOne = "Subject: one\r\nDate: Sat, 01 Jan 2000 00:00:00 +0000\r\n\r\nbody\r\n";
constexpr UnixSeconds kOneTime = 946'684'800;

class MessageFilesTest : public testing::Test {
  protected:
    void SetUp() override { mime::init(); }

    fs::path write(const std::string& name, const std::string& content) {
        const auto path = root() / name;
        fs::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << content;
        const utimbuf times{kFileTime, kFileTime};
        utime(path.c_str(), &times);
        return path;
    }

    // Every message that is met; what could not be read goes to `refused_`.
    std::vector<MessageFile> visit(const fs::path& path) {
        std::vector<MessageFile> found;
        refused_.clear();
        const auto walked = visit_messages(path, [&](const std::string& source, auto message) {
            if (message) {
                found.push_back(*std::move(message));
            } else {
                refused_.push_back(source);
            }
        });
        EXPECT_TRUE(walked) << walked.error().detail;
        return found;
    }

    static std::vector<std::string> bytes(const std::vector<MessageFile>& messages) {
        std::vector<std::string> found;
        for (const auto& each : messages) {
            found.push_back(each.bytes);
        }
        return found;
    }

    [[nodiscard]] fs::path root() const { return folder_.path(); }

    TempFolder folder_;
    std::vector<std::string> refused_;
};

TEST_F(MessageFilesTest, AFileIsOneMessageWithItsOwnDate) {
    const auto found = visit(write("a.eml", kOne));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].bytes, kOne);
    EXPECT_EQ(found[0].folder, "");
    EXPECT_EQ(found[0].flags, 0U);
    EXPECT_EQ(found[0].received, kOneTime);
}

TEST_F(MessageFilesTest, WithoutADateTheFilesTimeCounts) {
    EXPECT_EQ(visit(write("a.eml", "Subject: x\r\n\r\nDate: no header\r\n"))[0].received,
              kFileTime);
    EXPECT_EQ(visit(write("b.eml", "Date: nonsense\n\nbody\n"))[0].received, kFileTime);
}

TEST_F(MessageFilesTest, AnEmlFileThatBeginsAsAnMboxIsOneMessage) {
    EXPECT_THAT(bytes(visit(write("a.eml", "From x\nSubject: a\n\nFrom y\n"))),
                ElementsAre("From x\nSubject: a\n\nFrom y\n"));
}

TEST_F(MessageFilesTest, AFolderGivesItsMessagesAndNothingElse) {
    write("in/b.EML", "Subject: b\n\nb\n");
    write("in/a.eml", "Subject: a\n\na\n");
    write("in/deep/er/c.eml", "Subject: c\n\nc\n");
    write("in/12", "Received: MH names messages by numbers\n\nd\n");
    write("in/README.txt", "Note: not a message\n");
    write("in/LICENSE", "This is: not one either\n");
    write("in/.hidden.eml", "Subject: x\n\n");
    write("in/old", "From a@b Sat Jan  1 00:00:00 2000\nSubject: box\n\nbox\n");
    fs::create_directory_symlink(root() / "in", root() / "in/circle");
    EXPECT_THAT(bytes(visit(root() / "in")),
                ElementsAre("Received: MH names messages by numbers\n\nd\n", "Subject: a\n\na\n",
                            "Subject: b\n\nb\n", "Subject: c\n\nc\n", "Subject: box\n\nbox\n"));
    EXPECT_THAT(refused_, IsEmpty());
}

TEST_F(MessageFilesTest, AFileOverTheLimitIsNamedAndTheRestGoesOn) {
    const auto large = write("in/large.eml", "Subject: large\n\n");
    fs::resize_file(large, limits::kMessageBytes + 1);
    write("in/small.eml", kOne);
    EXPECT_THAT(bytes(visit(root() / "in")), ElementsAre(kOne));
    EXPECT_THAT(refused_, ElementsAre(large.string()));
}

TEST_F(MessageFilesTest, WhatIsNamedThroughALinkIsRead) {
    write("in/a.eml", kOne);
    write("Maildir/cur/1.host:2,S", kOne);
    fs::create_directories(root() / "Maildir/new");
    for (const char* name : {"in", "Maildir"}) {
        fs::create_directory_symlink(root() / name, root() / (std::string(name) + "-link"));
        const auto found = visit(root() / (std::string(name) + "-link"));
        EXPECT_THAT(bytes(found), ElementsAre(kOne)) << name;
    }
}

TEST_F(MessageFilesTest, AFileThatFailsWhileItIsReadIsNoMessage) {
    const fs::path memory = "/proc/self/mem";  // its first page can't be read
    if (!fs::exists(memory)) {
        GTEST_SKIP() << "no " << memory;
    }
    EXPECT_THAT(visit(memory), IsEmpty());
    EXPECT_THAT(refused_, ElementsAre(memory.string()));
}

struct Box {
    const char* what;
    std::string text;
    std::vector<std::string> messages;
};

TEST_F(MessageFilesTest, AnMboxIsCutAtItsFromLines) {
    const std::string from = "From a@b Sat Jan  1 00:00:00 2000\n";
    const Box boxes[] = {
        {"two",
         from + "S: 1\n\none\n\n" + from + "S: 2\n\ntwo\n",
         {"S: 1\n\none\n", "S: 2\n\ntwo\n"}},
        {"quoted",
         from + "S: 1\n\n>From x\n>>From y\n> From z\n",
         {"S: 1\n\nFrom x\n>From y\n> From z\n"}},
        {"inside",
         from + "S: 1\n\na\nFrom the start of a line\n",
         {"S: 1\n\na\nFrom the start of a line\n"}},
        {"blank", from + "S: 1\n\na\n\n\n\n" + from + "S: 2\n\n", {"S: 1\n\na\n\n\n", "S: 2\n"}},
        {"crlf",
         "From a\r\nS: 1\r\n\r\n>From x\r\n\r\nFrom b\r\nS: 2\r\n\r\n",
         {"S: 1\r\n\r\nFrom x\r\n", "S: 2\r\n"}},
        {"alone", from, {""}},
        {"a sentence",
         from + "S: 1\n\nDear all\n\nFrom Monday on we meet at 10:00\n\n" + from + "S: 2\n\n",
         {"S: 1\n\nDear all\n\nFrom Monday on we meet at 10:00\n", "S: 2\n"}},
        {"a zone, no address",
         "From - Sat Jan 01 00:00:00 2000\nS: 1\n\n\nFrom 12@xx Sun Jan 2 0:00:00 +0000 2000\nS: "
         "2\n",
         {"S: 1\n\n", "S: 2\n"}},
    };
    for (const auto& box : boxes) {
        EXPECT_EQ(bytes(visit(write("box.mbox", box.text))), box.messages) << box.what;
    }
}

TEST_F(MessageFilesTest, AnMboxHasFlags) {
    const std::string from = "From a@b Sat Jan  1 00:00:00 2000\n";
    const auto found = visit(write("box", from + "Status: RO\nX-Status: AF\n\n\n" + from +
                                              "Status: O\n\nStatus: R\n\n" + from + "S: 3\n\n"));
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[0].flags, kSeen | kAnswered | kFlagged);
    EXPECT_EQ(found[1].flags, 0U);
    EXPECT_EQ(found[2].flags, 0U);
}

TEST_F(MessageFilesTest, AMessageOfAnMboxOverTheLimitIsNamedAndTheRestGoesOn) {
    const std::string from = "From a@b Sat Jan  1 00:00:00 2000\n";
    std::string lines;
    while (lines.size() <= limits::kMessageBytes) {
        lines += std::string(1'000'000, 'x') + "\n";
    }
    const auto path =
        write("box", from + "S: 1\n\n\n" + from + "S: 2\n\n" + lines + "\n" + from + "S: 3\n\n" +
                         std::string(limits::kMessageBytes + 1, 'y') + "\n\n" + from + "S: 4\n\n");
    EXPECT_THAT(bytes(visit(path)), ElementsAre("S: 1\n\n", "S: 4\n"));
    EXPECT_THAT(refused_, ElementsAre(path.string() + "#2", path.string() + "#3"));
}

TEST_F(MessageFilesTest, AMessageOfAnMboxIsNamedByItsNumber) {
    const auto path = write("box", "From a\nS: 1\n\n\nFrom b\nS: 2\n\n");
    EXPECT_EQ(visit(path)[1].source, path.string() + "#2");
}

TEST_F(MessageFilesTest, AMaildirHasFlagsAndFolders) {
    write("Maildir/cur/1.host:2,FRS", kOne);
    write("Maildir/cur/2.host:2,", kOne);
    write("Maildir/new/3.host", kOne);
    write("Maildir/tmp/4.host", kOne);
    write("Maildir/.Projects.2026/cur/5.host:2,DPab", kOne);
    fs::create_directories(root() / "Maildir/.Projects.2026/new");
    write("Maildir/.hidden/file", "x");
    write("Maildir/dovecot-uidlist", "3 V1 N1\n");
    const auto found = visit(root() / "Maildir");
    ASSERT_EQ(found.size(), 4U);
    struct Row {
        const char* folder;
        std::uint32_t flags;
    };
    const Row rows[] = {{"", kFlagged | kAnswered | kSeen},
                        {"", 0},
                        {"", 0},
                        {"Projects/2026", kDraft | kForwarded}};
    for (std::size_t i = 0; i < found.size(); ++i) {
        EXPECT_EQ(found[i].folder, rows[i].folder) << i;
        EXPECT_EQ(found[i].flags, rows[i].flags) << i;
        EXPECT_EQ(found[i].bytes, kOne);
    }
}

TEST_F(MessageFilesTest, FoldersOfAMaildirHaveReadableNamesBesideTheInbox) {
    const std::pair<const char*, const char*> folders[] = {
        {".Entw&APw-rfe", "Entwürfe"}, {".INBOX", ""},      {".INBOX.Work.2026", "Work/2026"},
        {".Work.INBOX", "Work/INBOX"}, {".a&AC8-b", "a_b"}, {".no&valid", "no&valid"},
    };
    for (const auto& [name, path] : folders) {
        const std::string maildir = std::string("Maildir of ") + (name + 1);
        write(maildir + "/" + name + "/cur/1.host:2,", kOne);
        for (const auto& each :
             {std::string("/cur"), std::string("/new"), "/" + std::string(name) + "/new"}) {
            fs::create_directories(root() / (maildir + each));
        }
        const auto found = visit(root() / maildir);
        ASSERT_EQ(found.size(), 1U) << name;
        EXPECT_EQ(found[0].folder, path);
    }
}

struct ZipEntry {
    std::string name, content;
};

// Stored as it is, so that a test may damage it; a name may come twice.
std::string stored_zip(const std::vector<ZipEntry>& entries) {
    std::ostringstream out;
    Poco::Zip::Compress zip(out, true);
    for (const auto& each : entries) {
        std::istringstream content(each.content);
        zip.addFile(content, Poco::DateTime(), Poco::Path(each.name),
                    Poco::Zip::ZipCommon::CM_STORE);
    }
    zip.close();
    return out.str();
}

TEST_F(MessageFilesTest, ADamagedEntryOfAZipIsNamedAndTheRestGoesOn) {
    std::string zip = stored_zip({{"a.eml", kOne}, {"b.eml", "Subject: b\n\nb\n"}});
    zip.at(zip.find("body")) = 'B';
    const auto path = write("mail.zip", zip);
    EXPECT_THAT(bytes(visit(path)), ElementsAre("Subject: b\n\nb\n"));
    EXPECT_THAT(refused_, ElementsAre(path.string() + "!a.eml"));
}

TEST_F(MessageFilesTest, TwoEntriesOfAZipMayHaveOneName) {
    std::string zip = stored_zip({{"a.eml", kOne}, {"b.eml", "Subject: b\n\nb\n"}});
    for (auto at = zip.find("b.eml"); at != std::string::npos; at = zip.find("b.eml")) {
        zip.replace(at, 5, "a.eml");
    }
    EXPECT_THAT(bytes(visit(write("mail.zip", zip))), ElementsAre(kOne, "Subject: b\n\nb\n"));
}

TEST_F(MessageFilesTest, AZipThatBreaksOffIsAnErrorAfterWhatIsThere) {
    const std::string zip = stored_zip({{"a.eml", kOne}, {"b.eml", "Subject: b\n\nb\n"}});
    std::vector<std::string> found;
    const auto walked = visit_messages(write("mail.zip", zip.substr(0, zip.find("Subject: b") + 3)),
                                       [&](const auto&, const Result<MessageFile>& message) {
                                           found.push_back(message ? message->bytes : "refused");
                                       });
    EXPECT_FALSE(walked);
    EXPECT_EQ(found.front(), kOne);
}

TEST_F(MessageFilesTest, AZipHasItsFolders) {
    write("z/Projects/2026/a.eml", kOne);
    write("z/b.eml", "Subject: b\n\nb\n");
    write("z/notes.txt", "no message");
    const auto path = root() / "mail.zip";
    {
        std::ofstream out(path, std::ios::binary);
        Poco::Zip::Compress zip(out, true);
        zip.addRecursive((root() / "z").string());
        zip.close();
    }
    auto found = visit(path);
    ASSERT_EQ(found.size(), 2U);
    std::sort(found.begin(), found.end(),
              [](const auto& a, const auto& b) { return a.folder < b.folder; });
    EXPECT_EQ(found[0].folder, "");
    EXPECT_EQ(found[0].bytes, "Subject: b\n\nb\n");
    EXPECT_EQ(found[1].folder, "Projects/2026");
    EXPECT_EQ(found[1].bytes, kOne);
    EXPECT_EQ(found[1].received, kOneTime);
}

TEST_F(MessageFilesTest, WhatCannotBeWalkedIsAnError) {
    struct Row {
        fs::path path;
        ErrorCode code;
    };
    for (const auto& row : {Row{root() / "none", ErrorCode::kNotFound},
                            Row{write("bad.zip", "PK\x03\x04 no zip"), ErrorCode::kMalformed},
                            Row{write("text.zip", "text"), ErrorCode::kMalformed}}) {
        const auto walked = visit_messages(row.path, [](const auto&, const auto&) {});
        ASSERT_FALSE(walked) << row.path;
        EXPECT_EQ(walked.error().code, row.code) << row.path;
        EXPECT_NE(walked.error().detail.find(row.path.string()), std::string::npos);
    }
}

}  // namespace
}  // namespace syncgate

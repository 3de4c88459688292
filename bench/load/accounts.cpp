#include "bench/load/accounts.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <random>
#include <stdexcept>

#include "base/base64.h"
#include "base/log.h"
#include "bench/load/phone.h"
#include "formats/mime/message_index.h"
#include "gateway/auth/password_hash.h"
#include "gateway/auth/verified_logins.h"
#include "store/delivery.h"
#include "store/directory.h"
#include "store/store.h"

namespace syncgate::bench {
namespace {

constexpr std::string_view kDomain = "bench.example";
constexpr std::string_view kMessageId = "Message-ID: <";
constexpr std::size_t kIdDigits = 16;

template <class T>
T must(Result<T> result, const char* what) {
    if (!result) {
        throw std::runtime_error(std::string(what) + ": " + result.error().detail);
    }
    return *std::move(result);
}

void must(const Result<void>& result, const char* what) {
    if (!result) {
        throw std::runtime_error(std::string(what) + ": " + result.error().detail);
    }
}

std::string words(std::mt19937& random, std::size_t bytes) {
    static constexpr std::string_view kWords[] = {"the",
                                                  "meeting",
                                                  "tomorrow",
                                                  "please",
                                                  "send",
                                                  "report",
                                                  "Gr\xc3\xbc\xc3\x9f"
                                                  "e",
                                                  "budget",
                                                  "and",
                                                  "with",
                                                  "draft",
                                                  "again",
                                                  "for",
                                                  "today"};
    std::string out;
    std::size_t column = 0;
    while (out.size() < bytes) {
        const auto word = kWords[random() % std::size(kWords)];
        out += word;
        column += word.size() + 1;
        if (column > 68) {
            out += "\r\n";
            column = 0;
        } else {
            out += ' ';
        }
    }
    return out + "\r\n";
}

std::string base64_lines(std::mt19937& random, std::size_t bytes) {
    std::string raw;
    for (std::size_t i = 0; i < bytes * 3 / 4; ++i) {
        raw += static_cast<char>(random() & 0xffU);
    }
    const std::string encoded = base64_encode(raw);
    std::string out;
    for (std::size_t i = 0; i < encoded.size(); i += 76) {
        out += encoded.substr(i, 76) + "\r\n";
    }
    return out;
}

// The mail of an account, to be filled.
struct Mailbox {
    Mailbox(const std::filesystem::path& data, int number) {
        mime::init();
        store = open_store(data, clock, log);
        const auto record = must(store->directory().find_login(account_name(number)), "account");
        account = must(store->account(record.id), "account");
    }

    SystemClock clock;
    NullLog log;
    std::unique_ptr<store::Store> store;
    std::shared_ptr<store::Account> account;
};

}  // namespace

std::unique_ptr<store::Store> open_store(const std::filesystem::path& data, const Clock& clock,
                                         Log& log) {
    store::Store::Services services{clock, log};
    std::ifstream in(data / "database");
    std::getline(in, services.database);
    return must(store::Store::open(data, services), "open");
}

std::string account_name(int index) {
    return "b" + std::to_string(index) + "@" + std::string(kDomain);
}

std::string device_name(int account, int device) {
    return "BENCH" + std::to_string(account) + "X" + std::to_string(device);
}

void make_accounts(const std::filesystem::path& data, int accounts, int devices) {
    const SystemClock clock;
    NullLog log;
    const auto store = open_store(data, clock, log);
    auto& directory = store->directory();
    must(directory.add_domain(kDomain), "domain");
    const std::string hash = must(auth::hash_password(kPassword), "hash");
    auth::VerifiedLogins verified(directory, clock, log, data / "auth.key");
    for (int i = 0; i < accounts; ++i) {
        const AccountId id = must(store->create_account(account_name(i), hash), "account");
        for (int d = 0; d < devices; ++d) {
            must(verified.remember(id, "activesync " + device_name(i, d), kPassword, hash),
                 "login");
        }
    }
}

std::string make_message(int index, int bytes) {
    std::mt19937 random(static_cast<unsigned>(index) + 1);
    const auto size = static_cast<std::size_t>(bytes);
    std::string head =
        "From: \"Bench Sender\" <sender@example.net>\r\nTo: reader@bench.example\r\n"
        "Subject: Message " +
        std::to_string(index) +
        " about the quarterly budget\r\nDate: Tue, 24 Nov 2026 10:00:00 +0000\r\n"
        "Message-ID: <" +
        std::string(kIdDigits, 'a') + "@example.net>\r\nMIME-Version: 1.0\r\n";
    make_another(head, static_cast<std::uint64_t>(index));
    const unsigned kind = static_cast<unsigned>(index) % 10;
    if (kind < 4) {
        return head +
               "Content-Type: text/plain; charset=utf-8\r\n"
               "Content-Transfer-Encoding: 8bit\r\n\r\n" +
               words(random, size);
    }
    const std::size_t part = kind < 8 ? size / 2 : std::min<std::size_t>(size / 4, 4000);
    const std::string alternative =
        "--b1\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + words(random, part) +
        "--b1\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><body><p>" +
        words(random, part) + "</p></body></html>\r\n--b1--\r\n";
    if (kind < 8) {
        return head + "Content-Type: multipart/alternative; boundary=b1\r\n\r\n" + alternative;
    }
    return head +
           "Content-Type: multipart/mixed; boundary=b0\r\n\r\n--b0\r\n"
           "Content-Type: multipart/alternative; boundary=b1\r\n\r\n" +
           alternative +
           "--b0\r\nContent-Type: application/pdf; name=report.pdf\r\n"
           "Content-Disposition: attachment; filename=report.pdf\r\n"
           "Content-Transfer-Encoding: base64\r\n\r\n" +
           base64_lines(random, size - 2 * part) + "--b0--\r\n";
}

void make_another(std::string& message, std::uint64_t number) {
    const auto at = message.find(kMessageId) + kMessageId.size();
    for (std::size_t i = 0; i < kIdDigits; ++i, number >>= 4U) {
        message[at + i] = static_cast<char>('a' + (number & 15U));
    }
}

void fill_inbox(const std::filesystem::path& data, int account, int messages, int min_bytes,
                int max_bytes) {
    const Mailbox filled(data, account);
    std::mt19937 random(7);
    std::uniform_real_distribution<double> size(std::log(min_bytes), std::log(max_bytes));
    const UnixSeconds now = filled.clock.now();
    for (int i = 0; i < messages; ++i) {
        const std::string message = make_message(i, static_cast<int>(std::exp(size(random))));
        must(store::deliver(*filled.account, filled.clock,
                            {.message = message, .received = now - messages + i}),
             "deliver");
    }
    filled.store->index_words({});  // else the server does, while it is measured
}

std::string message_with_attachment(const std::string& address, const std::string& id,
                                    std::size_t bytes) {
    std::mt19937 random(11);
    return "From: <" + address + ">\r\nTo: <" + address +
           ">\r\nSubject: Large\r\nDate: Tue, 24 Nov 2026 10:00:00 +0000\r\nMessage-ID: <" + id +
           "@bench.example>\r\nMIME-Version: 1.0\r\n"
           "Content-Type: multipart/mixed; boundary=b0\r\n\r\n--b0\r\n"
           "Content-Type: text/plain\r\n\r\nIt is attached.\r\n--b0\r\n"
           "Content-Type: application/octet-stream; name=large.bin\r\n"
           "Content-Disposition: attachment; filename=large.bin\r\n"
           "Content-Transfer-Encoding: base64\r\n\r\n" +
           base64_lines(random, (bytes * 4 + 2) / 3) + "--b0--\r\n";
}

void fill_inbox_with_attachment(const std::filesystem::path& data, int account, std::size_t bytes) {
    const Mailbox filled(data, account);
    const std::string message = message_with_attachment(account_name(account), "filled", bytes);
    // Past the limit of a delivery: base64 makes more of it than may come by mail.
    must(filled.account->write([&](store::Change& change) -> Result<void> {
        store::NewItem item;
        item.object = change.add_object(store::index_mail(message));
        item.sort_key = filled.clock.now();
        change.add_item(change.by_role(ItemClass::kMail, Role::kInbox)->id, item);
        return {};
    }),
         "fill");
    filled.store->index_words({});
}

void fill_inbox_with_copies(const std::filesystem::path& data, int account, int messages) {
    constexpr int kTexts = 200;
    constexpr int kBatch = 2000;
    const Mailbox filled(data, account);
    const UnixSeconds first = filled.clock.now() - messages;
    std::vector<ObjectId> texts;
    for (int done = 0; done < messages; done += kBatch) {
        must(filled.account->write([&](store::Change& change) -> Result<void> {
            while (texts.size() < kTexts) {
                const std::string text = make_message(static_cast<int>(texts.size()), 2000);
                texts.push_back(change.add_object(store::index_mail(text)));
            }
            const auto inbox = change.by_role(ItemClass::kMail, Role::kInbox)->id;
            for (int i = done; i < std::min(done + kBatch, messages); ++i) {
                store::NewItem item;
                item.object = texts[static_cast<std::size_t>(i) % kTexts];
                item.sort_key = first + i;
                change.add_item(inbox, item);
            }
            return {};
        }),
             "fill");
    }
    filled.store->index_words({});
}

}  // namespace syncgate::bench

// A data folder filled without the server: accounts whose logins are remembered, mail in inboxes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "store/store.h"

namespace syncgate::bench {

// The store of a folder, in the database that DIR/database names if it does.
std::unique_ptr<store::Store> open_store(const std::filesystem::path& data, const Clock& clock,
                                         Log& log);

// "b7@bench.example"
std::string account_name(int index);
// Client names under which the logins of `devices` devices of an account are remembered.
std::string device_name(int account, int device);

// `accounts` accounts; with `devices` (at most 50) each, whose logins need no Argon2id any more.
void make_accounts(const std::filesystem::path& data, int accounts, int devices);

// Many messages into the inbox of an account, of about 2 KB; they share some hundred texts.
void fill_inbox_with_copies(const std::filesystem::path& data, int account, int messages);

// Messages into the inbox of an account, of `min_bytes` to `max_bytes` (log-uniform): plain text,
// plain beside HTML, and some with an attachment.
void fill_inbox(const std::filesystem::path& data, int account, int messages, int min_bytes,
                int max_bytes);

// A message with an attachment of so many random bytes to the address; `id` makes each another one.
std::string message_with_attachment(const std::string& address, const std::string& id,
                                    std::size_t bytes);
// One such into the inbox of an account.
void fill_inbox_with_attachment(const std::filesystem::path& data, int account, std::size_t bytes);

// A message of about that size, with CRLF line ends. `index` makes each another one.
std::string make_message(int index, int bytes);
// Gives a message that make_message() made another Message-ID: the same bytes again would be stored
// once.
void make_another(std::string& message, std::uint64_t number);

}  // namespace syncgate::bench

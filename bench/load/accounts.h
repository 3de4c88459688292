// A data folder filled without the server: accounts whose logins are remembered, mail in inboxes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace syncgate::bench {

// "b7@bench.example"
std::string account_name(int index);
// Client names under which the logins of `devices` devices of an account are remembered.
std::string device_name(int account, int device);

// `accounts` accounts; with `devices` (at most 50) each, whose logins need no Argon2id any more.
void make_accounts(const std::filesystem::path& data, int accounts, int devices);

// Messages into the inbox of an account, of `min_bytes` to `max_bytes` (log-uniform): plain text,
// plain beside HTML, and some with an attachment.
void fill_inbox(const std::filesystem::path& data, int account, int messages, int min_bytes,
                int max_bytes);

// A message of about that size, with CRLF line ends. `index` makes each another one.
std::string make_message(int index, int bytes);
// Gives a message that make_message() made another Message-ID: the same bytes again would be stored
// once.
void make_another(std::string& message, std::uint64_t number);

}  // namespace syncgate::bench

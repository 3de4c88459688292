// What the values of settings may look like, beyond their type.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace syncgate {

// Each gives "" when the value may be; else what it must be, with an example: "must be ...".

std::string check_choice(const std::string& value, std::string_view choices);  // "a|b|c"
std::string check_listener(const std::string& value);   // ADDR:PORT, numeric; "" for none
std::string check_host_port(const std::string& value);  // HOST:PORT; "" for none
std::string check_networks(const std::vector<std::string>& values);
std::string check_hosts(const std::vector<std::string>& values);  // HOST or HOST:PORT
std::string check_place(const std::string& value);  // a path or https:// URL; "" for none
// Written as the kernel writes them: they are compared as texts.
std::string check_addresses(const std::vector<std::string>& values);

}  // namespace syncgate

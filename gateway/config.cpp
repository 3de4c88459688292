#include "gateway/config.h"

#include <map>

#include <fmt/format.h>
#include <toml++/toml.h>
#include <unistd.h>

#include "base/text.h"
#include "gateway/config_settings.h"

namespace syncgate {
namespace {

using Strings = Setting::Strings;

Error bad(std::string text) {
    return {ErrorCode::kMalformed, std::move(text)};
}

// Whether the node had the setting's type.
bool assign(const Setting& setting, const toml::node& node, Config& config) {
    if (const auto* text = std::get_if<std::string Config::*>(&setting.member)) {
        const auto value = node.value_exact<std::string>();
        if (value) {
            config.** text = *value;
        }
        return value.has_value();
    }
    if (const auto* number = std::get_if<std::int64_t Config::*>(&setting.member)) {
        const auto value = node.value_exact<std::int64_t>();
        if (value) {
            config.** number = *value;
        }
        return value.has_value();
    }
    const auto* list = node.as_array();
    Strings values;
    if (list == nullptr) {
        return false;
    }
    for (const auto& each : *list) {
        const auto value = each.value_exact<std::string>();
        if (!value) {
            return false;
        }
        values.push_back(*value);
    }
    config.*std::get<Strings Config::*>(setting.member) = std::move(values);
    return true;
}

// Where each setting that is not a default was set: "syncgate.toml:7", "SYNCGATE_TLS_KEYS".
using Places = std::map<std::string, std::string, std::less<>>;  // by "section.key"

Result<void> apply_file(const std::filesystem::path& file, Config& config, Places& places) {
    toml::table table;
    try {
        table = toml::parse_file(file.string());
    } catch (const toml::parse_error& error) {
        return bad(fmt::format("{}:{}: {}", file.string(), error.source().begin.line,
                               error.description()));
    }
    for (const auto& [section, node] : table) {
        const auto* settings = node.as_table();
        if (settings == nullptr) {
            return bad(fmt::format("{}:{}: {} stands in no section; did you mean {}?",
                                   file.string(), node.source().begin.line, section.str(),
                                   nearest_setting("", section.str())));
        }
        for (const auto& [key, value] : *settings) {
            const auto where = fmt::format("{}:{}", file.string(), value.source().begin.line);
            const auto* setting = find_setting(section.str(), key.str());
            if (setting == nullptr) {
                return bad(fmt::format("{}: there is no [{}] {}; did you mean {}?", where,
                                       section.str(), key.str(),
                                       nearest_setting(section.str(), key.str())));
            }
            if (!assign(*setting, value, config)) {
                return bad(fmt::format("{}: [{}] {} must be {}", where, setting->section,
                                       setting->key, type_name(*setting)));
            }
            if (const auto wrong = check_setting(*setting, config); !wrong.empty()) {
                return bad(
                    fmt::format("{}: [{}] {} {}", where, setting->section, setting->key, wrong));
            }
            places[fmt::format("{}.{}", setting->section, setting->key)] = where;
        }
    }
    return {};
}

Result<void> apply_variable(const Setting& setting, const std::string& value, Config& config) {
    const std::string name = variable_of(setting);
    if (const auto* text = std::get_if<std::string Config::*>(&setting.member)) {
        config.** text = value;
    } else if (const auto* number = std::get_if<std::int64_t Config::*>(&setting.member)) {
        const auto parsed = parse_uint(value);
        if (!parsed || *parsed > static_cast<std::uint64_t>(Setting::kMany)) {
            return bad(name + " must be a number");
        }
        config.** number = static_cast<std::int64_t>(*parsed);
    } else {
        Strings values;
        for (const auto each : split(value, ',')) {
            if (!trim(each).empty()) {
                values.emplace_back(trim(each));
            }
        }
        config.*std::get<Strings Config::*>(setting.member) = std::move(values);
    }
    const auto wrong = check_setting(setting, config);
    return wrong.empty() ? Result<void>() : Result<void>(bad(name + " " + wrong));
}

// Settings that must fit each other.
Result<void> check_together(const Config& config, const Places& places) {
    if (config.certificates.size() == config.keys.size()) {
        return {};
    }
    const auto keys = places.find("tls.keys");
    const auto place = keys != places.end() ? keys : places.find("tls.certificates");
    return bad(
        fmt::format("{}: [tls] has {} certificates and {} keys; give as many keys as "
                    "certificates, in the same order",
                    place->second, config.certificates.size(), config.keys.size()));
}

std::string toml_text(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        out += c;
    }
    return out + "\"";
}

std::string value_text(const Setting& setting, const Config& config) {
    if (const auto* text = std::get_if<std::string Config::*>(&setting.member)) {
        return toml_text(config.**text);
    }
    if (const auto* number = std::get_if<std::int64_t Config::*>(&setting.member)) {
        return std::to_string(config.**number);
    }
    std::string out;
    for (const auto& each : config.*std::get<Strings Config::*>(setting.member)) {
        out += (out.empty() ? "" : ", ") + toml_text(each);
    }
    return "[" + out + "]";
}

}  // namespace

Result<Config> load_config(const std::filesystem::path& file, const Environment& environment) {
    Config config;
    Places places;
    if (!file.empty()) {
        if (!std::filesystem::exists(file)) {
            return bad(
                file.string() +
                ": no such file; `syncgate config show > FILE` makes one with every default");
        }
        if (auto applied = apply_file(file, config, places); !applied) {
            return applied.error();
        }
    }
    for (const auto& setting : settings()) {
        const auto it = environment.find(variable_of(setting));
        if (it != environment.end()) {
            if (auto applied = apply_variable(setting, it->second, config); !applied) {
                return applied.error();
            }
            places[fmt::format("{}.{}", setting.section, setting.key)] = it->first;
        }
    }
    if (auto fits = check_together(config, places); !fits) {
        return fits.error();
    }
    return config;
}

std::string show_config(const Config& config) {
    std::string out =
        "# Syncgate's configuration. Each setting has its default here unless it was changed.\n"
        "# The environment overrides it: SYNCGATE_SECTION_KEY, lists separated by commas.\n";
    std::string_view section;
    for (const auto& setting : settings()) {
        if (setting.section != section) {
            section = setting.section;
            out += fmt::format("\n[{}]\n", section);
        }
        out += fmt::format("# {}\n{} = {}\n", setting.comment, setting.key,
                           value_text(setting, config));
    }
    return out;
}

Environment process_environment() {
    Environment variables;
    for (char** each = environ; *each != nullptr; ++each) {
        const std::string_view pair = *each;
        const auto equals = pair.find('=');
        if (pair.starts_with("SYNCGATE_") && equals != std::string_view::npos) {
            variables.emplace(pair.substr(0, equals), pair.substr(equals + 1));
        }
    }
    return variables;
}

}  // namespace syncgate

// What a device shows: its mail is switched off, and on again, while others write.
#include "model/layer.h"
#include "tests/twin/world.h"

namespace syncgate::twin {
namespace {

void show_mail(store::Account& account, const Phone& phone, std::optional<bool> shown) {
    must(account.write([&](store::Change& change) -> Result<bool> {
        const auto device = change.device(phone.id());
        change.set_layer({device->number, ""}, Layer{ItemClass::kMail, 0, 0}, shown);
        return true;
    }));
}

}  // namespace

// Off, the device has no folder of it; on, every folder comes back, to be synced from key 0. Other
// phones notice nothing: their next steps say so.
void World::switch_mail(Phone& phone) {
    ++counts_["layers"];
    show_mail(host_.account(), phone, false);
    others_.write(host_.account());
    if (dice_.chance(0.3)) {
        phone.folder_sync(host_.server(), true);
    }
    phone.folder_sync(host_.server(), false);
    check(phone.folders.empty(), "a folder stays though its layer is off");
    check(phone.boxes.empty(), "items stay though their layer is off");
    if (dice_.chance(0.2)) {
        host_.restart();
    }
    others_.write(host_.account());
    show_mail(host_.account(), phone, dice_.chance(0.5) ? std::optional(true) : std::nullopt);
    phone.folder_sync(host_.server(), false);
    check(!phone.folders.empty(), "no folder comes back though its layer is on");
}

}  // namespace syncgate::twin

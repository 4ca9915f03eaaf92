/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "doubles/nuonuo-double-private.h"

G_BEGIN_DECLS

void nuonuo_list (NuonuoCall *call);
void nuonuo_deliver (NuonuoCall *call);
void nuonuo_inspect (NuonuoCall *call);
void nuonuo_inspect_count (NuonuoCall *call);

G_END_DECLS

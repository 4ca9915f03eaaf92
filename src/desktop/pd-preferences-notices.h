/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void pd_preferences_add_notices (AdwPreferencesPage *page, GSettings *settings);

G_END_DECLS

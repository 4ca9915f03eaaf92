/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "desktop/pd-place.h"

G_BEGIN_DECLS

GPtrArray *pd_column_choice_default (const PdPlace *place);
GPtrArray *pd_column_choice_parse (const PdPlace *place, const char *const *names);
GStrv pd_column_choice_names (const PdPlace *place, GPtrArray *columns);
GPtrArray *pd_column_choice_read (GSettings *settings, const PdPlace *place);
void pd_column_choice_write (GSettings *settings, const PdPlace *place, GPtrArray *columns);
gboolean pd_column_choice_is_usual_set (const PdPlace *place, GPtrArray *columns);
const char *pd_column_label (const PdPlace *place, const PdPlaceColumn *column);

G_END_DECLS

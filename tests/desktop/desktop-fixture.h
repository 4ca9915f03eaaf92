/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/pd-store.h"

G_BEGIN_DECLS

char *desktop_fixture_make_folder (void);
void desktop_fixture_remove_folder (char *folder);
PdStore *desktop_fixture_open_store (char **folder);
void desktop_fixture_close_store (PdStore **store, char *folder);
void desktop_fixture_settle (PdStore *store);

G_END_DECLS

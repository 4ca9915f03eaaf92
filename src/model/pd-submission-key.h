/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Characters of a key: what the narrowest provider takes. */
#define PD_SUBMISSION_KEY_LENGTH 20

char *pd_submission_key (const char *seller_tax_number, const char *order_id, guint generation);

G_END_DECLS

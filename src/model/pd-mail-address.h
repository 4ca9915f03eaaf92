/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes of an address (RFC 5321, 4.5.3.1.3, without the brackets). */
#define PD_MAIL_ADDRESS_MAX 254

gboolean pd_mail_address_is_plausible (const char *text);
gboolean pd_mail_address_is_valid (const char *text);
char *pd_mail_address_plain (const char *text);
char *pd_mail_addresses_plain (const char *text);
GStrv pd_mail_addresses_split (const char *text);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A reader needs so many white modules around the code. */
#define PD_QR_CODE_QUIET 4

/** PdQrCode: the dark and light modules of a QR code. */
typedef struct _PdQrCode PdQrCode;

PdQrCode *pd_qr_code_new (const char *text);
void pd_qr_code_free (PdQrCode *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdQrCode, pd_qr_code_free)
guint pd_qr_code_get_size (const PdQrCode *self);
gboolean pd_qr_code_is_dark (const PdQrCode *self, guint x, guint y);
char *pd_qr_code_to_blocks (const PdQrCode *self);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** The longest digest, bytes. */
#define PD_OFD_MAX_DIGEST 64

/* A certificate of X.509, with SM2, ECDSA or RSA keys. */
typedef struct _PdOfdCertificate PdOfdCertificate;

PdOfdCertificate *pd_ofd_certificate_new (const guint8 *data, gsize size);
void pd_ofd_certificate_free (PdOfdCertificate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdOfdCertificate, pd_ofd_certificate_free)

char *pd_ofd_certificate_get_owner (PdOfdCertificate *self);
char *pd_ofd_certificate_get_issuer (PdOfdCertificate *self);
gint64 pd_ofd_certificate_get_start (PdOfdCertificate *self);
gint64 pd_ofd_certificate_get_end (PdOfdCertificate *self);
GBytes *pd_ofd_certificate_to_bytes (PdOfdCertificate *self);
gboolean pd_ofd_certificate_equals (PdOfdCertificate *self, const guint8 *data, gsize size);
gboolean pd_ofd_certificate_can_check (PdOfdCertificate *self, const guint8 *signature, gsize size);
gboolean pd_ofd_certificate_has_digest (PdOfdCertificate *self,
                                        const char *method,
                                        GBytes *bytes,
                                        const guint8 *wanted,
                                        gsize wanted_size);
gboolean pd_ofd_certificate_signed (PdOfdCertificate *self,
                                    const char *method,
                                    const guint8 *message,
                                    gsize message_size,
                                    const guint8 *signature,
                                    gsize signature_size);
gboolean pd_ofd_certificate_is_vouched_for (PdOfdCertificate *self, GPtrArray *trusted);

guint pd_ofd_digest (const char *method, const guint8 *data, gsize size, guint8 *digest);

G_END_DECLS

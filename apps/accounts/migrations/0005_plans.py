import apps.accounts.models.workspaces
from django.conf import settings
from django.db import migrations, models


def as_installed(registry, schema_editor):
    """No plan has been chosen by anybody so far: all had the same, and it limited nothing."""
    registry.get_model("accounts", "Workspace").objects.update(plan=settings.PILOTBA.plan)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_audit_days'),
    ]

    operations = [
        migrations.AlterField(
            model_name='workspace',
            name='plan',
            field=models.CharField(choices=[('free', 'Free'), ('premium', 'Premium')], default=apps.accounts.models.workspaces.first_plan, max_length=16),
        ),
        migrations.RunPython(as_installed, migrations.RunPython.noop),
    ]
